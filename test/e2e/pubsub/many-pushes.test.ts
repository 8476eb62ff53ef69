/**
 * 500 pushes of 20 repositories, over the topics of three registry projects and a topic for cluster tasks, to three clusters:
 * in random order, with duplicates and garbage between, while a cluster goes away and comes back, the function is
 * killed, and a cluster stays away until its messages are dead letters. After `replay --dead-letters` every workload is
 * where the model says. `MANY_PUSHES_SEED=7` repeats a run's choices.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import {
  CLUSTER_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
} from '../../../lib/core/event/attributes.ts';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { pickOne, shuffled } from '../../support/chance.ts';
import { checkFollower, checkRollouts, type Pushed } from '../../support/delivery-model.ts';
import { messageKey } from './many-pushes/lossy-proxy.ts';
import { repeated, skippedFor, tableOf } from './many-pushes/counts.ts';
import { deliveriesText } from './many-pushes/deliveries-text.ts';
import type { Observed, Observer } from './many-pushes/observer.ts';
import { eventOf, GARBAGE, inRounds, distinctPushes, type ToPush } from './many-pushes/schedule.ts';
import type { NewMessage } from './rest.ts';
import type { Installation } from './installation.ts';
import { until } from './until.ts';
import { rolloutCount } from '../../support/on-sandbox.ts';
import {
  MAIN,
  SEED,
  PROJECTS,
  REPOSITORIES,
  FOLLOWERS,
  REGISTRY_TOPICS,
  CLUSTERS,
  LAST,
  LAST_ROUND,
  type Run,
  onRun,
} from './many-pushes/fleet-run.ts';

// --- What is published

/** One round: these pushes, some of all earlier ones again with their times, and garbage. */
async function publishRound(
  { installation: { rest }, chance, observer, topics }: Run,
  pushes: readonly ToPush[],
  round: number,
): Promise<void> {
  const again = shuffled(
    pushed(observer).filter((_, index) => round < LAST_ROUND && chance('again', round, index) < 0.03),
    (...question) => chance('again', round, ...question),
  );
  for (const [index, topic] of REGISTRY_TOPICS.entries()) {
    const own = pushes.filter(({ repository }) => repository.includes(`/${PROJECTS[index]}/`));
    const messages: NewMessage[] = own.map((push) => ({ data: eventOf(push) }));
    await rest.publish(topic, ...messages, pickOne(GARBAGE, chance('garbage', round, index)));
  }
  const garbage = pickOne(GARBAGE, chance('garbage', round));
  await rest.publish(topics.clusterTasks, garbage);
  await rest.publish(topics.replay, ...again.map(replayOf), garbage);
  await observer.look();
}

/** As a person replays history: with the time, the id and the topic of the push. */
function replayOf({ data, publishedAt, id, topic }: Observed): NewMessage {
  const attributes = {
    [PUBLISHED_AT_ATTRIBUTE]: String(publishedAt),
    [PUSH_ID_ATTRIBUTE]: id,
    [TOPIC_ATTRIBUTE]: topic,
  };
  return { data, attributes };
}

/** The messages of the registries that contain a push. */
function pushed(observer: Observer): readonly Observed[] {
  return REGISTRY_TOPICS.flatMap((topic) => observer.messages(topic)).filter(({ data }) =>
    data.includes('@sha256:'),
  );
}

/** What the model is asked with: each push, with the time that Pub/Sub gave it. */
function pushesIn(observer: Observer, pushes: readonly ToPush[]): readonly Pushed[] {
  const times = new Map(pushed(observer).map(({ data, publishedAt }) => [data, publishedAt]));
  return pushes.map((push) => ({
    ...push,
    publishedAt: times.get(eventOf(push)) ?? assert.fail('it was published'),
  }));
}

// --- When all is over

/** Messages by topic and id of which Pub/Sub heard that they are done. */
function acknowledged({ installation, proxy }: Run): ReadonlySet<string> {
  const others = [...installation.delivered, ...installation.deliveredTasks]
    .filter(({ status = 0 }) => status >= 200 && status < 300)
    .map(({ path: topic, messageId }) => messageKey(topic, messageId));
  return new Set([...proxy.acknowledged, ...others]);
}

/** What a message and the dead letter that it became have in common. */
function traceOf({ data, attributes }: Observed, publishedAt: number): string {
  return [publishedAt, attributes[CLUSTER_ATTRIBUTE], attributes[PUSH_ID_ATTRIBUTE], data].join(' ');
}

function lettersOf({ observer, topics }: Run): readonly Observed[] {
  return observer.messages(topics.deadLetters);
}

/** Some deliveries of some hundred messages, on a machine that does other things too. */
const SETTLED_LIMIT_MS = 240_000;

/** The messages that are neither acknowledged nor a dead letter. */
function openMessages(run: Run): readonly Observed[] {
  const { observer, topics } = run;
  const done = acknowledged(run);
  const dead = new Set(
    lettersOf(run).map((letter) =>
      traceOf(letter, Date.parse(letter.attributes['CloudPubSubDeadLetterSourceTopicPublishTime'] ?? '')),
    ),
  );
  return [...REGISTRY_TOPICS, topics.replay, topics.clusterTasks]
    .flatMap(observer.messages)
    .filter((each) => !done.has(each.key) && !dead.has(traceOf(each, each.publishedAt)));
}

/** Each message is acknowledged or a dead letter, and nothing new comes of them. */
function settled(run: Run): Promise<void> {
  const { observer, installation, proxy } = run;
  const isOver = async (): Promise<boolean> => {
    if ((await observer.look()) > 0) return false;
    const isQuiet = [...installation.delivered, ...installation.deliveredTasks].every(
      ({ ended }) => ended !== undefined,
    );
    return isQuiet && openMessages(run).length === 0;
  };
  const missing = (): string => {
    const keys = openMessages(run).map(({ key }) => key);
    const functions = [...installation.delivered, ...installation.deliveredTasks];
    return `the end of every message${deliveriesText(keys, { proxy: proxy.deliveries, functions })}\n`;
  };
  return until(missing, isOver, SETTLED_LIMIT_MS);
}

// --- What happens meanwhile

/** In the middle of its work. */
async function killInstanceOfTasks({ tasks, deliveredTasks }: Installation): Promise<void> {
  assert.ok(tasks !== undefined);
  await until('a share at work', () => deliveredTasks.some(({ ended }) => ended === undefined));
  await tasks.kill();
  await until('a share that nobody answers', () => deliveredTasks.some(({ status }) => status === 502));
  await tasks.start();
}

/** Before the round of this number. */
const EVENTS: Readonly<Record<number, (run: Run) => void | Promise<void>>> = {
  2: ({ installation }) => installation.cluster('north').fail({ fault: { type: 'drop' }, times: Infinity }),
  3: async ({ installation: { cluster, deliveredTasks } }) => {
    await until('a share that fails', () => deliveredTasks.some(({ status }) => status === 500));
    cluster('north').heal();
  },
  5: ({ installation }) => killInstanceOfTasks(installation),
  // What dies from here on dies of the cluster that refuses it, and of nothing else.
  [LAST_ROUND]: async (run) => {
    await settled(run);
    run.proxy.mend();
    const refusal = { type: 'forbidden', user: 'updater' } as const;
    run.installation.cluster('west').fail({ fault: refusal, times: Infinity });
  },
};

/** `image-updater replay --dead-letters`; how many it published. */
async function replayDeadLetters({ environment }: Installation): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [MAIN, 'replay', '--dead-letters', '--json'],
    { env: { PATH: process.env['PATH'], HOME: tmpdir(), ...environment }, maxBuffer: 2 ** 26 },
  );
  return Number(valueAt(parseJson(stdout), ['published']));
}

// --- What is seen at the end

function check({ installation, observer }: Run, pushes: readonly ToPush[]): void {
  const taken = pushesIn(observer, pushes);
  for (const name of CLUSTERS) {
    for (const follower of FOLLOWERS) {
      checkFollower(installation.cluster(name), follower, taken);
      checkRollouts(installation.cluster(name), follower);
    }
  }
}

function countsOf(run: Run, died: number, replayed: number): Readonly<Record<string, number>> {
  const { installation, observer, topics, proxy } = run;
  const entries = [...installation.function.entries(), ...(installation.tasks?.entries() ?? [])];
  const others = [...installation.delivered, ...installation.deliveredTasks]
    .filter(({ path: topic }) => !REGISTRY_TOPICS.includes(topic.slice(1)))
    .map(({ path: topic, messageId }) => messageKey(topic, messageId));
  const deliveries = [...proxy.deliveries.map(({ key }) => key), ...others];
  const rollouts = CLUSTERS.flatMap((name) =>
    FOLLOWERS.map((each) => rolloutCount(installation.cluster(name), each.name, 'StatefulSet')),
  );
  return {
    published: [...REGISTRY_TOPICS, topics.replay].flatMap(observer.messages).length,
    'published as tasks': observer.messages(topics.clusterTasks).length,
    delivered: deliveries.length,
    'of these again': repeated(deliveries),
    patched: rollouts.reduce((sum, count) => sum + count, 0),
    'refused as not newer': skippedFor(entries, 'NotNewer'),
    'already current': skippedFor(entries, 'AlreadyCurrent'),
    'dead letters': died,
    replayed,
  };
}

describe('500 pushes of 20 repositories, while clusters come and go', function () {
  this.timeout(900_000);
  it('end where the law says, with a rollout for a digest at most', () =>
    onRun(async (run) => {
      const { installation, chance } = run;
      process.stdout.write(`    MANY_PUSHES_SEED=${SEED}\n`);
      const pushes = distinctPushes(REPOSITORIES, chance);
      const rounds = inRounds(pushes.slice(0, -LAST), LAST_ROUND);
      for (const [round, some] of rounds.entries()) {
        await EVENTS[round]?.(run);
        await publishRound(run, some, round);
      }
      await EVENTS[LAST_ROUND]?.(run);
      await publishRound(run, pushes.slice(-LAST), LAST_ROUND);
      await settled(run);
      const died = lettersOf(run).length;
      assert.ok(
        lettersOf(run).some(({ attributes }) => attributes[CLUSTER_ATTRIBUTE] === 'west'),
        'shares of the cluster that stayed away died',
      );
      installation.cluster('west').heal();
      const replayed = await replayDeadLetters(installation);
      assert.equal(replayed, died);
      await settled(run);
      assert.equal(lettersOf(run).length, died);
      check(run, pushes);
      process.stdout.write(tableOf(countsOf(run, died, replayed)));
    }));
});
