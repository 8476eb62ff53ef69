/** A run: an installation of three projects and three clusters, with an observer of what is published. */
import { ROOT } from '../../../support/project-root.ts';
import path from 'node:path';
import { seededChance, type Chance } from '../../../support/chance.ts';
import { listFollowers, toGiven } from '../../../support/delivery-model.ts';
import { startLossyProxy, type LossyProxy } from './lossy-proxy.ts';
import { observe, type Observer } from './observer.ts';
import { repositoriesIn } from './schedule.ts';
import { withInstallation, type Installation } from '../installation.ts';

export const SEED = Number(process.env['MANY_PUSHES_SEED'] ?? Math.floor(1_000_000 * Math.random()));
export const MAIN = path.join(ROOT, 'lib/cli/main.ts');
export const PROJECTS = ['shop', 'bank', 'game'].map((name) => `${name}-${process.pid}`);
const [FIRST = '', ...OTHERS] = PROJECTS;
export const REPOSITORIES = repositoriesIn([FIRST, ...OTHERS]);
/** Two of each, in turns of other policies. */
export const FOLLOWERS = REPOSITORIES.flatMap((repository, turn) =>
  listFollowers(repository).filter((_, index) => index % 2 === turn % 2),
);
export const REGISTRY_TOPICS = PROJECTS.map((project) => `projects/${project}/topics/gcr`);
export const CLUSTERS = ['north', 'south', 'west'] as const;
/** So many pushes come in the last round; the rounds before it are of equal size. */
export const LAST = 2;
export const LAST_ROUND = 8;
/** Attempts, one a second, enough for a function that is started again on a busy machine. */
const DELIVERY = { ackDeadlineSeconds: 20, attempts: 25 };

export interface Run {
  readonly installation: Installation;
  readonly chance: Chance;
  readonly observer: Observer;
  readonly proxy: LossyProxy;
  readonly topics: Topics;
}

interface Topics {
  readonly replay: string;
  readonly clusterTasks: string;
  readonly deadLetters: string;
}

function topicsOf({ project }: Installation): Topics {
  const topic = (name: string): string => `projects/${project}/topics/${name}`;
  return { replay: topic('replay'), clusterTasks: topic('clusters'), deadLetters: topic('dead-letters') };
}

/** The topics of the registries, each with a subscription that pushes through a proxy that loses some; every other one unwrapped. */
async function subscribe(
  { rest }: Installation,
  proxy: LossyProxy,
  { deadLetters }: Topics,
): Promise<() => Promise<void>> {
  const names = REGISTRY_TOPICS.map((topic) => `${topic.replace('/topics/', '/subscriptions/')}-pushed`);
  for (const [index, topic] of REGISTRY_TOPICS.entries()) {
    const push = { endpoint: `${proxy.url}/${topic}`, noWrapper: index % 2 === 1 };
    const { attempts, ...delivery } = DELIVERY;
    await rest.createSubscription({
      name: names[index] ?? '',
      topic,
      push,
      ...delivery,
      deadLetters: { topic: deadLetters, attempts },
    });
  }
  return async () => {
    for (const name of names) await rest.send('DELETE', name);
  };
}

export async function onRun(use: (run: Run) => Promise<void>): Promise<void> {
  const objects = FOLLOWERS.map(toGiven);
  const clusters = () => Object.fromEntries(CLUSTERS.map((name) => [name, objects]));
  const chance = seededChance(SEED);
  await withInstallation({ clusters, fanOut: true, delivery: DELIVERY }, async (installation) => {
    const { rest, endpoint } = installation;
    const topics = topicsOf(installation);
    for (const topic of REGISTRY_TOPICS) await rest.createTopic(topic);
    const observer = await observe(rest, [
      ...REGISTRY_TOPICS,
      topics.replay,
      topics.clusterTasks,
      topics.deadLetters,
    ]);
    const proxy = await startLossyProxy(endpoint, chance);
    const unsubscribe = await subscribe(installation, proxy, topics);
    try {
      await use({ installation, chance, observer, proxy, topics });
    } finally {
      await unsubscribe();
      await proxy.close();
    }
  });
}
