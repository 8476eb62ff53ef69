/**
 * A whole installation on loopback: a project with its topic `gcr` on the emulator, sandbox clusters, the function in a
 * process of its own, and a push subscription to it through a proxy that counts. What is begun for a test ends with it.
 *
 * Every installation has a project of its own, so that tests share the emulator and nothing else.
 */
import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JsonObject } from '../../../lib/core/text/json.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { keep, type Keeper } from '../../support/keeper.ts';
import { digest, type Given } from '../../support/builders.ts';
import { stored } from '../../support/on-sandbox.ts';
import { startRecordingProxy, type Delivered, type RecordingProxy } from './recording-proxy.ts';
import { startFunction, type FunctionProcess } from './function-process.ts';
import { restOf, type Rest } from './rest.ts';
import { emulator } from './shared.ts';
import { type Delivery, type Names, namesOf, createTopics, subscribe } from './topics.ts';

export interface InstallationOptions {
  /** What runs in which cluster, by its name; one named `test` with the Deployment `web` unless given. */
  readonly clusters?: (repository: string) => Readonly<Record<string, readonly Given[]>>;
  /** Of the push subscriptions; without dead letters unless given. What failed comes again a second later. */
  readonly delivery?: Delivery;
  /** With a topic for cluster tasks, and an instance of its own behind that topic. */
  readonly fanOut?: boolean;
  /** Further keys of the configuration. */
  readonly config?: JsonObject;
}

export interface Installation {
  /** Its id, and the project whose images its topic may trigger updates of. */
  readonly project: string;
  /** What the Deployment `web` runs: `europe-docker.pkg.dev/PROJECT/images/web`. */
  readonly repository: string;
  /** `projects/PROJECT/topics/gcr`. */
  readonly gcr: string;
  /** `projects/PROJECT/subscriptions/dead-letters`; there where `attempts` is given. */
  readonly deadLetters: string;
  /** `projects/PROJECT/subscriptions/results`, of the topic of that name to which reports are published. */
  readonly results: string;
  readonly rest: Rest;
  readonly clusters: Readonly<Record<string, Sandbox>>;
  /** A cluster by its name. */
  readonly cluster: (name?: string) => Sandbox;
  /** Closes a cluster, as if it were down, and gives what starts it again on its port, with these objects. */
  readonly takeDown: (name: string) => Promise<() => Promise<Sandbox>>;
  /** `imagePushed`. */
  readonly function: FunctionProcess;
  /** The instance that runs cluster tasks; only with `fanOut`. */
  readonly tasks: FunctionProcess | undefined;
  /** What was delivered to `imagePushed`, oldest first. */
  readonly delivered: readonly Delivered[];
  /** Cluster tasks that were delivered. */
  readonly deliveredTasks: readonly Delivered[];
  /** Where pushes to `imagePushed` go; add `/projects/P/topics/T`. */
  readonly endpoint: string;
  /** The configuration, as JSON, which is YAML too. */
  readonly config: string;
  /** The process environment of the functions: for commands beside them. */
  readonly environment: Readonly<Record<string, string>>;
  /** For further processes of the test: they end with the installation. */
  readonly keeper: Keeper;
  /** A folder of the test's own; it goes with the installation. */
  readonly folder: string;
}

let installations = 0;

/** Sets all of it up for as long as `use` runs. */
export async function withInstallation(
  options: InstallationOptions,
  use: (installation: Installation) => Promise<void>,
): Promise<void> {
  installations += 1;
  const project = `shop-${process.pid}-${installations}`;
  const keeper = keep(await mkdtemp(path.join(tmpdir(), 'pubsub-installation-')));
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const installation = await setUp(project, options, keeper, ends);
    await use(installation);
  } finally {
    await Promise.all(ends.map((end) => end()));
    await keeper.end();
  }
}

/** What has to be ended later is added to `ends` as soon as it has begun. */
async function setUp(
  project: string,
  options: InstallationOptions,
  keeper: Keeper,
  ends: (() => Promise<unknown>)[],
): Promise<Installation> {
  const { url, host } = emulator();
  const rest = restOf(url);
  const names = namesOf(project);
  const repository = repositoryIn(project);
  const clusters: Record<string, Sandbox> = {};
  const startCluster = async (name: string, objects: readonly Given[], port?: number): Promise<Sandbox> => {
    const sandbox = await startSandbox({
      objects: objects.map(stored),
      ...(port === undefined ? {} : { port }),
    });
    clusters[name] = sandbox;
    ends.push(() => sandbox.close());
    return sandbox;
  };
  const given = options.clusters?.(repository) ?? { test: [web(repository)] };
  await Promise.all(Object.entries(given).map(([name, objects]) => startCluster(name, objects)));
  const config = configOf(clusters, names, options);
  const environment = { ...SURROUNDINGS, PUBSUB_EMULATOR_HOST: host, IMAGE_UPDATER_CONFIG: config };
  const run = async (): Promise<Running> => {
    const process = await startFunction(keeper, { environment });
    const proxy = await startRecordingProxy(process.url);
    ends.push(() => proxy.close());
    return { process, proxy };
  };
  const [pushed, tasks] = await Promise.all([run(), options.fanOut === true ? run() : undefined]);
  await createTopics(rest, names, options);
  ends.push(
    await subscribe(rest, names, options.delivery ?? {}, { pushed: pushed.proxy, tasks: tasks?.proxy }),
  );
  const cluster = (name = 'test'): Sandbox => {
    const found = clusters[name];
    assert.ok(found !== undefined, `there is a cluster ${name}`);
    return found;
  };
  return {
    project,
    repository,
    gcr: names.gcr,
    deadLetters: names.deadLetters,
    results: names.results,
    rest,
    clusters,
    cluster,
    takeDown: async (name) => {
      const down = cluster(name);
      await down.close();
      return () => startCluster(name, given[name] ?? [], Number(new URL(down.url).port));
    },
    function: pushed.process,
    tasks: tasks?.process,
    delivered: pushed.proxy.delivered,
    deliveredTasks: tasks?.proxy.delivered ?? [],
    endpoint: pushed.proxy.url,
    config,
    environment,
    keeper,
    folder: keeper.folder,
  };
}

interface Running {
  readonly process: FunctionProcess;
  readonly proxy: RecordingProxy;
}

/** Without a look for a metadata server, which is a second's wait where there is none. */
const SURROUNDINGS = { METADATA_SERVER_DETECTION: 'none' };

function configOf(
  clusters: Readonly<Record<string, Sandbox>>,
  names: Names,
  options: InstallationOptions,
): string {
  return JSON.stringify({
    clusters: Object.entries(clusters).map(([name, { url }]) => ({ name, server: url })),
    replay: names.replay,
    ...(options.fanOut === true && { fanOut: names.fanOut }),
    deadLetters: names.deadLetters,
    results: names.resultsTopic,
    ...options.config,
  });
}

/** The images of a project's registry. */
export function repositoryIn(project: string, name = 'web'): string {
  return `europe-docker.pkg.dev/${project}/images/${name}`;
}

/** A Deployment that runs `REPOSITORY:v1`. */
export function web(repository: string, name = 'web'): Given {
  return { name, containers: [{ name: 'app', image: `${repository}:v1` }] };
}

/** The registry's event of the n-th push, from 1 to 9, of the tag `v1`. */
export function inserted(repository: string, n = 1): string {
  return JSON.stringify({ action: 'INSERT', digest: `${repository}@${digest(n)}`, tag: `${repository}:v1` });
}
