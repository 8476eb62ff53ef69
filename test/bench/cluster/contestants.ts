/** What is measured beside each other: how each answers the question that a pushed image raises. */
import path from 'node:path';
import { sendPush } from '../../support/send-push.ts';
import { startProgram } from '../program.ts';
import type { Access } from './access.ts';
import { added, runToEnd, type Run, type Usage } from './usage.ts';
import { imageTexts } from './workloads.ts';

/** Where the programs are. */
export interface Tools {
  /** The project as JavaScript, and its bundle in the folder `bundled`. */
  readonly built: string;
  readonly kubectl: string;
  /** An empty folder: kubectl keeps a cache in it. */
  readonly home: string;
  readonly signal: AbortSignal;
}

/** A contestant that is ready to run. */
export interface Ready {
  /** `found` is how many workloads it says use the image; undefined where it does not say. */
  readonly run: () => Promise<Usage & { readonly found?: number }>;
  readonly end: () => Promise<void>;
}

export interface Contestant {
  readonly name: string;
  readonly prepare: (tools: Tools, access: Access, image: string) => Promise<Ready>;
}

export const OURS = 'ours, new process';
export const WARM = 'ours, warm function';
export const CLIENT_NODE = 'client-node, new process';
export const KUBECTL = 'kubectl get -A -o json';
export const KUBECTL_LOOP = 'kubectl get and set image';
const CURL_JSON = 'curl, the list as JSON';
export const CURL_PROTOBUF = 'curl, the list as protobuf';

/** Which workloads would a push change? curl and kubectl only fetch what the question is about. */
export const SCANNING: readonly Contestant[] = [
  { name: OURS, prepare: oursInProcess('observe') },
  { name: WARM, prepare: oursWarm('observe') },
  { name: CLIENT_NODE, prepare: clientNode('list') },
  { name: KUBECTL, prepare: kubectlGet },
  { name: CURL_JSON, prepare: curl('application/json') },
  { name: CURL_PROTOBUF, prepare: curl('application/vnd.kubernetes.protobuf') },
];

/** From the event to the last patch. */
export const UPDATING: readonly Contestant[] = [
  { name: OURS, prepare: oursInProcess('apply') },
  { name: WARM, prepare: oursWarm('apply') },
  { name: CLIENT_NODE, prepare: clientNode('patch') },
  { name: KUBECTL_LOOP, prepare: kubectlLoop },
];

function oursInProcess(mode: string): Contestant['prepare'] {
  return async (tools, { connection }, image) =>
    counting(nodeRun(path.join(tools.built, 'bundled/ours.js'), tools, [mode, connection, image]));
}

function clientNode(task: string): Contestant['prepare'] {
  return async (tools, { kubeconfig }, image) =>
    counting(nodeRun(path.join(tools.built, PROGRAMS, 'client-node.js'), tools, [task, kubeconfig, image]));
}

/** The second event on is what counts: the first makes connections and compiles code. */
function oursWarm(mode: string): Contestant['prepare'] {
  return async ({ built, signal }, { kubeconfig }, image) => {
    const clusters = `[{ name: bench, kubeconfig: '${kubeconfig}' }]`;
    const limits = '{ workloadsPerNamespace: 1000000, workloadsPerCluster: 1000000 }';
    const program = await startProgram(path.join(built, PROGRAMS, 'function.js'), {
      environment: { IMAGE_UPDATER_CONFIG: `{ mode: ${mode}, clusters: ${clusters}, limits: ${limits} }` },
      signal,
    });
    await sendPush(program.address, image);
    return {
      run: async () => {
        const before = await program.ask('processor');
        const begin = performance.now();
        await sendPush(program.address, image);
        const wall = performance.now() - begin;
        return {
          wall,
          processor: (await program.ask('processor')) - before,
          peak: await program.ask('peak'),
        };
      },
      end: program.stop,
    };
  };
}

async function kubectlGet(tools: Tools, access: Access): Promise<Ready> {
  return running(() => runToEnd(kubectlRun(tools, access, ['get', 'deployments', '-A', '-o', 'json'])));
}

const NAMES_AND_IMAGES =
  'jsonpath={range .items[*]}{.metadata.namespace} {.metadata.name} {.spec.template.spec.containers[*].image}{"\\n"}{end}';

/** As a quick script would: the smallest list that kubectl gives, then one call for each workload. */
async function kubectlLoop(tools: Tools, access: Access, image: string): Promise<Ready> {
  const { before, after } = imageTexts(image);
  return running(async () => {
    const list = await runToEnd({
      ...kubectlRun(tools, access, ['get', 'deployments', '-A', '-o', NAMES_AND_IMAGES]),
      reads: true,
    });
    const lines = list.output.split('\n').map((line) => line.split(' '));
    const users = lines.filter(([, , ...images]) => images.includes(before));
    let usage: Usage = list;
    for (const [namespace = '', name = ''] of users) {
      const call = ['set', 'image', '-n', namespace, `deployment/${name}`, `app=${after}`];
      usage = added(usage, await runToEnd(kubectlRun(tools, access, call)));
    }
    return { ...usage, found: users.length };
  });
}

function curl(accept: string): Contestant['prepare'] {
  return async ({ signal }, { url, certificate, header }) => {
    // For curl itself an API server indents its JSON, which doubles it.
    const plain = ['--silent', '--show-error', '--fail', '--user-agent', 'bench'];
    const headers = ['--header', `@${header}`, '--header', `Accept: ${accept}`];
    const list = `${url}/apis/apps/v1/deployments`;
    const call = [...plain, '--cacert', certificate, ...headers, list];
    return running(() => runToEnd({ file: 'curl', arguments: call, environment: PATH, signal }));
  };
}

/** No proxy, no configuration of whoever runs this. */
const PATH = { PATH: process.env['PATH'] ?? '' };

function kubectlRun({ kubectl, home, signal }: Tools, { kubeconfig }: Access, call: readonly string[]): Run {
  return { file: kubectl, arguments: call, environment: { HOME: home, KUBECONFIG: kubeconfig }, signal };
}

const PROGRAMS = 'test/bench/cluster/programs';

function nodeRun(file: string, { signal }: Tools, call: readonly string[]): Run {
  return { file: process.execPath, arguments: [file, ...call], signal, reads: true };
}

/** A program whose output is the number of workloads that it found. */
function counting(run: Run): Ready {
  return running(async () => {
    const { output, ...usage } = await runToEnd(run);
    return { ...usage, found: Number(output) };
  });
}

/** Nothing is left to be ended between its runs. */
function running(run: Ready['run']): Ready {
  return { run, end: () => Promise.resolve() };
}
