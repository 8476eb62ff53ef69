/**
 * The real process, on 60 workloads: it is ended at a step of an event, and what it told by then is read from files, as a
 * collector of logs and a reader of the results topic have it.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync, closeSync, appendFileSync } from 'node:fs';
import path from 'node:path';
import { isObject, objectOr, parseJson, valueAt } from '../../lib/core/text/json.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { freePort } from '../support/free-ports.ts';
import { images, stored } from '../support/on-sandbox.ts';
import { ROOT } from '../support/project-root.ts';
import { withPubSub, type PublishRequest, type PubSubServer } from '../support/pubsub-server.ts';
import { sha256 } from '../support/sha256.ts';
import { servedConfig } from '../support/served-functions.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { eventually } from '../support/until.ts';

export const WORKLOADS = 60;
const TO = `${REPOSITORY}:v1@${digest(1)}`;
const KEY = 'key-of-a-test-that-is-long-enough';
const NAMES = Array.from({ length: WORKLOADS }, (_, index) => `w${index}`);

/** What is started: a function in the framework, or `serve`. */
type Program = 'imagePushed' | 'updateImage' | 'serve';

export interface Life {
  /** The path, in the form that the platform knows: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** The code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface Stage {
  readonly sandbox: Sandbox;
  readonly pubsub: PubSubServer;
  /** Starts a process while `use` runs; it is killed then, if it still runs. */
  readonly live: <T>(program: Program, use: (life: Life) => Promise<T>) => Promise<T>;
  /** Workloads whose image is the new one. */
  readonly applied: () => readonly string[];
  /** Workloads that the log says were updated, by this or an earlier delivery. */
  readonly logged: () => readonly string[];
  /** The same of the reports on the results topic. */
  readonly published: () => readonly string[];
  /** All log entries so far. */
  readonly entries: () => readonly Readonly<Record<string, unknown>>[];
}

const REPLAY = 'replay: projects/own-1/topics/replay\n';
const SETTINGS = `results: projects/own-1/topics/results
callback: { keys: [{ name: ci, sha256: '${sha256(KEY)}' }] }
`;

/** Runs with the topics `results` and, unless it is left out, `replay`. */
export function onStage<T>(
  use: (stage: Stage) => Promise<T>,
  { replay = true, aliases = '' }: { readonly replay?: boolean; readonly aliases?: string } = {},
): Promise<T> {
  const more = `${replay ? REPLAY : ''}${aliases}${SETTINGS}`;
  return inFolder((folder) =>
    withPubSub(async (pubsub) => {
      const sandbox = await startSandbox({ objects: NAMES.map((name) => stored({ name })) });
      const at = (name: string): string => path.join(folder.path, name);
      writeFileSync(at('log'), '');
      writeFileSync(at('results'), '');
      keepResults(pubsub, at('results'));
      const environment = {
        ...pubsub.environment,
        GOOGLE_CLOUD_PROJECT: 'own-1',
        IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, more),
      };
      const entries = () => linesOf(at('log')).map(parseJson).filter(isObject);
      try {
        return await use({
          sandbox,
          pubsub,
          live: (program, run) => living(program, environment, at('log'), run),
          applied: () => NAMES.filter((name) => images(sandbox, name)['app'] === TO),
          logged: () => distinct(entries().flatMap(namesIn)),
          published: () => distinct(linesOf(at('results')).flatMap(updatedNames)),
          entries,
        });
      } finally {
        await sandbox.close();
      }
    }),
  );
}

/** Of workloads that the line says were updated. */
function namesIn({ message, name, containers }: Readonly<Record<string, unknown>>): unknown[] {
  if (message === 'Image updated') return [name];
  if (message !== 'Images updated by an earlier delivery' || !Array.isArray(containers)) return [];
  return containers.map((each) => objectOr(each)['name']);
}

/** What a reader of the results topic gets is kept before the publisher hears that it was taken. */
function keepResults(pubsub: PubSubServer, file: string): void {
  const { publish } = pubsub;
  pubsub.publish = (request) => {
    if (topicIn(request) === 'results')
      for (const { data } of request.messages ?? [])
        appendFileSync(file, `${Buffer.from(data ?? '').toString()}\n`);
    return publish(request);
  };
}

/** The short name of the topic that something is published to. */
export function topicIn({ topic }: PublishRequest): string {
  return topic?.split('/').at(-1) ?? '';
}

/** The last line may be half written. */
function linesOf(file: string): readonly string[] {
  const all = readFileSync(file, 'utf8');
  return all.slice(0, all.lastIndexOf('\n') + 1).split('\n');
}

function updatedNames(document: string): unknown[] {
  const clusters = valueAt(parseJson(document), ['clusters']);
  return (Array.isArray(clusters) ? clusters : []).flatMap((cluster) => {
    const lists = [valueAt(cluster, ['updated']), valueAt(cluster, ['alreadyApplied'])];
    return lists.flatMap((rows) => (Array.isArray(rows) ? rows.map((row) => objectOr(row)['name']) : []));
  });
}

function distinct(names: readonly unknown[]): readonly string[] {
  const found = new Set(names);
  return NAMES.filter((name) => found.has(name));
}

async function living<T>(
  program: Program,
  environment: Readonly<Record<string, string>>,
  log: string,
  use: (life: Life) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const output = openSync(log, 'a');
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, argumentsFor(program, port), {
    cwd: ROOT,
    env: { PATH, HOME, NODE_COMPILE_CACHE, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const ended = once(child, 'exit').then(() => child.signalCode ?? child.exitCode ?? 0);
  const url = `http://127.0.0.1:${port}`;
  try {
    await eventually(
      () => `${program} on port ${port}: ${readFileSync(log, 'utf8')}`,
      () => answers(url, child),
    );
    return await use({ url, ended, kill: (signal) => void child.kill(signal) });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

function argumentsFor(program: Program, port: number): readonly string[] {
  if (program === 'serve')
    return [
      'lib/cli/main.ts',
      'serve',
      '--port',
      String(port),
      '--linger-seconds',
      '0',
      '--drain-seconds',
      '1',
    ];
  const framework = path.join(ROOT, 'node_modules/@google-cloud/functions-framework/build/src/main.js');
  return [framework, '--source=functions/index.ts', `--target=${program}`, `--port=${port}`];
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
  return fetch(`${url}/health`).then(
    () => true,
    () => false,
  );
}

/** Calls the API; the status, or undefined where the connection broke. */
export function callApi({ url }: Life, signal?: AbortSignal): Promise<number | undefined> {
  return posted(
    `${url}/api/update`,
    JSON.stringify({ imageName: REPOSITORY, tag: 'v1', digest: digest(1) }),
    { authorization: `ApiKey ${KEY}`, 'content-type': 'application/json' },
    signal,
  );
}

/** Delivers a message of a topic, as a push subscription does. */
export function pushMessage(
  { url }: Life,
  message: { readonly topic: string; readonly data: string; readonly attributes?: object },
  signal?: AbortSignal,
): Promise<number | undefined> {
  const { topic, data, attributes = {} } = message;
  const body = {
    message: {
      messageId: '42',
      publishTime: '2026-11-29T00:00:00Z',
      attributes,
      data: Buffer.from(data).toString('base64'),
    },
    subscription: 'projects/own-1/subscriptions/updater',
  };
  return posted(`${url}/${topic}`, JSON.stringify(body), { 'content-type': 'application/json' }, signal);
}

/** The event of the push. */
export const EVENT = {
  topic: 'projects/shop/topics/gcr',
  data: JSON.stringify({
    action: 'INSERT',
    digest: `${REPOSITORY}@${digest(1)}`,
    tag: `${REPOSITORY}:v1`,
  }),
};

async function posted(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<number | undefined> {
  try {
    const answer = await fetch(url, { method: 'POST', body, headers, ...(signal && { signal }) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}
