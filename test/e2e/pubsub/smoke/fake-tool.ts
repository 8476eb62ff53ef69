/**
 * What `infra/smoke.sh` calls, as far as there is no Google Cloud: `node fake-tool.ts TOOL ARGUMENTS…` records its call
 * as a JSON line of `SMOKE_RECORD`. A pushed image is an event on the emulator's topic `gcr`, as Artifact Registry
 * publishes it; the Deployment is that of the sandbox `SMOKE_SANDBOX`; the rest answers what the script asks for.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseJson, stringOr, valueAt } from '../../../../lib/core/text/json.ts';

interface Call {
  readonly tool: string;
  readonly args: readonly string[];
}

type Answer = (call: Call) => Promise<string | undefined>;

const env = (name: string): string => process.env[name] ?? '';

/** By the first words of a call, the longest first; what is in none says nothing and succeeds. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  'gcloud projects describe': async () => '1234',
  'gcloud auth application-default print-access-token': async () => 'token',
  'gcloud artifacts repositories describe': async () => undefined,
  'gcloud pubsub topics describe': async () => undefined,
  'gcloud container clusters get-credentials': writeKubeconfig,
  'gcloud logging read': async () => '',
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
};

/** Undefined where the tool fails. */
async function answer(call: Call): Promise<string | undefined> {
  const words = [call.tool, ...call.args].join(' ');
  if (words.includes('get deployment web')) return runningImage();
  if (words.includes('-o yaml')) return 'kind: List';
  if (words.includes('output -raw runtime_account')) return 'smoke@my-project.iam.gserviceaccount.com';
  if (words.includes(' init ')) mkdirSync(path.join(words.replace(/.*-chdir=(\S+).*/, '$1'), '.terraform'));
  if (words.endsWith('apply -f -')) await text(process.stdin);
  const key = Object.keys(ANSWERS).find((begin) => words.startsWith(begin));
  return key === undefined ? '' : ANSWERS[key]?.(call);
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
