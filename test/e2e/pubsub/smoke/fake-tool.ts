/**
 * What `infra/smoke.sh` calls, as far as there is no Google Cloud: `node fake-tool.ts TOOL ARGUMENTS…` records its call
 * as a JSON line of `SMOKE_RECORD`. A pushed image is an event on the emulator's topic `gcr`, as Artifact Registry
 * publishes it; the Deployment is that of the sandbox `SMOKE_SANDBOX`; the rest answers what the script asks for. What is
 * made is a file of `SMOKE_MADE` until it is deleted. `SMOKE_FAILS` names a call that fails, and
 * `SMOKE_INTERRUPTED` one at which somebody types Ctrl-C.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseJson, stringOr, valueAt } from '../../../../lib/core/text/json.ts';

interface Call {
  readonly tool: string;
  readonly args: readonly string[];
}

type Answer = (call: Call) => Promise<string | undefined>;

const env = (name: string): string => process.env[name] ?? '';

/** By words of a call: the first that it has. What has none says nothing and succeeds. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  'gcloud projects describe': async () => '1234',
  'gcloud auth application-default print-access-token': async () => 'token',
  'gcloud artifacts repositories list': async () => listed('repository'),
  'gcloud artifacts repositories create': async () => make('repository'),
  'gcloud artifacts repositories delete': async () => unmake('repository'),
  'gcloud pubsub topics describe': async () => (existsSync(made('topic')) ? 'gcr' : undefined),
  'gcloud pubsub topics list': async () => listed('topic'),
  'gcloud pubsub topics create': async () => make('topic'),
  'gcloud pubsub topics delete': async () => unmake('topic'),
  'gcloud container clusters get-credentials': writeKubeconfig,
  'crane copy': async ({ args: [, source = '', target = ''] }) => {
    writeFileSync(env('SMOKE_PUSHED'), source);
    return publishPush(target);
  },
  'crane digest': async () => pushedDigest(),
  'docker pull': async ({ args }) => {
    writeFileSync(env('SMOKE_PUSHED'), args.at(-1) ?? '');
    return '';
  },
  'docker push': async ({ args }) => publishPush(args.at(-1) ?? ''),
  'docker inspect': async ({ args }) =>
    `other@sha256:0\n${repositoryIn(args.at(-1) ?? '')}@${pushedDigest()}`,
  'get deployment web': runningImage,
  '-o yaml': async () => 'kind: List',
  'get namespaces': async () => listed('namespace'),
  'delete namespaces': async () => unmake('namespace'),
  'create -f -': async () => ((await text(process.stdin)) === '' ? '' : make('namespace')),
  'apply -f -': async () => ((await text(process.stdin)) === '' ? undefined : ''),
  'output -raw runtime_account': async () => 'smoke@my-project.iam.gserviceaccount.com',
  ' apply -auto-approve': async (call) => {
    writeFileSync(stateOf(call), '{}');
    return '';
  },
  ' destroy -auto-approve': async (call) => {
    rmSync(stateOf(call));
    return '';
  },
};

/** Undefined where the tool fails. */
async function answer(call: Call): Promise<string | undefined> {
  const words = [call.tool, ...call.args].join(' ');
  if (isNamed('SMOKE_FAILS', words)) return undefined;
  if (isNamed('SMOKE_INTERRUPTED', words))
    for (const pid of [process.ppid, process.pid]) process.kill(pid, 'SIGINT');
  const key = Object.keys(ANSWERS).find((some) => words.includes(some));
  return key === undefined ? '' : ANSWERS[key]?.(call);
}

/** The file that stands for something; one that somebody else made says so. */
function made(what: string): string {
  return path.join(env('SMOKE_MADE'), what);
}

/** Fails where it is there already. */
function make(what: string): string | undefined {
  if (existsSync(made(what))) return undefined;
  writeFileSync(made(what), 'this run');
  return '';
}

function unmake(what: string): string {
  if (listed(what) !== '') rmSync(made(what));
  return '';
}

/** Its name, where it has the label of the script. */
function listed(what: string): string {
  return existsSync(made(what)) && readFileSync(made(what), 'utf8') === 'this run' ? what : '';
}

/** In the folder of `-chdir=`. */
function stateOf({ args: [folder = ''] }: Call): string {
  return path.join(folder.slice(folder.indexOf('=') + 1), 'terraform.tfstate');
}

/** Whether a variable, such as `crane copy#3`, names this call: by words of it, and perhaps which of these. */
function isNamed(variable: string, words: string): boolean {
  const [part = '', index] = env(variable).split('#');
  if (part === '' || !words.includes(part)) return false;
  const calls = readFileSync(env('SMOKE_RECORD'), 'utf8').split('\n').map(parseJson);
  const same = calls.filter((call) => Array.isArray(call) && call.join(' ').includes(part));
  return index === undefined || same.length === Number(index);
}

async function runningImage(): Promise<string> {
  const url = `${env('SMOKE_SANDBOX')}/apis/apps/v1/namespaces/image-updater-smoke/deployments/web`;
  const body = parseJson(await (await fetch(url)).text());
  const containers = valueAt(body, ['spec', 'template', 'spec', 'containers']);
  return Array.isArray(containers) ? stringOr(valueAt(containers[0], ['image']), '') : '';
}

async function writeKubeconfig({ args: [, , , cluster, , location, , project] }: Call): Promise<string> {
  const context = `gke_${project}_${location}_${cluster}`;
  writeFileSync(
    env('KUBECONFIG'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: context,
          cluster: {
            server: env('SMOKE_SERVER'),
            'certificate-authority-data': Buffer.from(env('SMOKE_CERTIFICATE')).toString('base64'),
          },
        },
      ],
      users: [{ name: context, user: { token: 'any' } }],
      contexts: [{ name: context, context: { cluster: context, user: context } }],
    }),
  );
  return '';
}

/** As Artifact Registry tells of it, on the emulator. */
async function publishPush(target: string): Promise<string> {
  if (env('SMOKE_SILENT') !== '') return '';
  const event = { action: 'INSERT', digest: `${repositoryIn(target)}@${pushedDigest()}`, tag: target };
  const data = Buffer.from(JSON.stringify(event)).toString('base64');
  const response = await fetch(`${env('SMOKE_EMULATOR')}/v1/${env('SMOKE_GCR')}:publish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ data }] }),
  });
  if (!response.ok) throw new Error(`expected 200 of the emulator, got ${response.status}`);
  return '';
}

function repositoryIn(image: string): string {
  return image.slice(0, image.lastIndexOf(':'));
}

/** Another one for each source that is pushed. */
function pushedDigest(): string {
  return `sha256:${createHash('sha256')
    .update(readFileSync(env('SMOKE_PUSHED'), 'utf8'))
    .digest('hex')}`;
}

const [tool = '', ...args] = process.argv.slice(2);
appendFileSync(env('SMOKE_RECORD'), `${JSON.stringify([tool, ...args])}\n`);
const said = await answer({ tool, args });
if (said === undefined) process.exitCode = 1;
else if (said !== '') process.stdout.write(`${said}\n`);
