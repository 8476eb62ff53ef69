/**
 * The laws of delivery, on the real functions: whatever Pub/Sub does with a message, and whatever happens to a cluster
 * meanwhile, every workload ends where `delivery-model.ts` says, and no bits are rolled out twice.
 * `LAW_RUNS=2000 npx mocha test/functions/delivery/laws.test.ts` looks longer.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
} from '../../../lib/core/event/attributes.ts';
import type { OutgoingMessage, Publish } from '../../../lib/core/event/message.ts';
import { topicName } from '../../../lib/core/names/topic.ts';
import { sourceSubscription, planDeadLetter } from '../../../lib/replay/dead-letter.ts';
import { seededChance, shuffled } from '../../support/chance.ts';
import {
  CLUSTERS,
  DEAD_LETTERS,
  withTwoClusters,
  REGISTRY_TOPICS,
  REPLAY,
  unreliable,
  type TwoClusters,
  type TwoClustersOptions,
  type Way,
} from './two-clusters.ts';
import { RELIABLE } from './habits.ts';
import type { Message, Pusher } from './pusher.ts';
import { histories, mishaps, badDay } from './histories.ts';
import { checkAll, checkAllRollouts, stateOf, SETTINGS } from './check-clusters.ts';
import { garbageLaw } from './garbage-law.ts';

// Each way in which the code could be wrong is noticed by the first or second run.
const RUNS = Number(process.env['LAW_RUNS'] ?? 2);
const WAYS: readonly Way[] = ['in place', 'fanned out'];

const { signal } = new AbortController();

// --- Replay

type Replay = (message: Message) => OutgoingMessage;

/** With its time and id, on a topic of the updater. */
const withTime: Replay = ({ data, publishedAt, id, topic }) => ({
  data,
  attributes: {
    [PUBLISHED_AT_ATTRIBUTE]: String(publishedAt),
    [PUSH_ID_ATTRIBUTE]: id,
    [TOPIC_ATTRIBUTE]: topicName(topic),
  },
});

const meaningNow: Replay = ({ data, topic }) => ({
  data,
  attributes: { [TOPIC_ATTRIBUTE]: topicName(topic) },
});

/** All that the registries published. */
function publishedIn({ pusher }: TwoClusters): Message[] {
  return REGISTRY_TOPICS.flatMap((topic) => pusher.messages(topic));
}

/** As `replay --dead-letters` does it: each goes back to the topic of the subscription on which it died. */
async function replayDeadLetters(pusher: Pusher, letters: readonly Message[]): Promise<void> {
  for (const { data, attributes, id, publishedAt, topic } of letters) {
    const publishTime = new Date(publishedAt).toISOString();
    const pulled = { data, attributes, id, publishTime, attempt: 0, subscription: '', topic };
    const origin = pusher.topicOf(sourceSubscription(pulled));
    const planned = planDeadLetter(pulled, { origin, replay: REPLAY, settings: SETTINGS, now: false });
    assert.ok('message' in planned, 'it can be replayed');
    await pusher.publish(planned.topic, [planned.message], signal);
  }
}

// --- The laws

/** A part of the code replaced by one that is wrong; each must be noticed. */
type Wrong = Partial<Pick<TwoClustersOptions, 'publishing' | 'wrap'>>;

function deliveryLaw(way: Way, wrong: Wrong = {}) {
  return fc.asyncProperty(histories, mishaps, ({ seed, pushes, perMillisecond }, all) => {
    const publishing = (publish: Publish) => unreliable(publish, seed);
    return withTwoClusters(
      { way, habits: badDay(seed), perMillisecond, publishing, ...wrong },
      async (twoClusters) => {
        for (const { cluster, rule } of all) twoClusters.clusters[cluster].fail(rule);
        const taken = await twoClusters.push(pushes);
        await twoClusters.pusher.settled();
        checkAll(twoClusters, taken);
        checkAllRollouts(twoClusters);
      },
    );
  });
}

function historyLaw(way: Way, replay: Replay = withTime) {
  return fc.asyncProperty(histories, ({ seed, pushes, perMillisecond }) =>
    withTwoClusters({ way, habits: { ...badDay(seed), hurry: 0 }, perMillisecond }, async (twoClusters) => {
      await twoClusters.push(pushes);
      await twoClusters.pusher.settled();
      const before = CLUSTERS.map((name) => stateOf(twoClusters.clusters[name]));
      const again = shuffled(publishedIn(twoClusters), seededChance(seed)).map(replay);
      await twoClusters.pusher.publish(REPLAY, again, signal);
      await twoClusters.pusher.settled();
      const after = CLUSTERS.map((name) => stateOf(twoClusters.clusters[name]));
      assert.deepEqual(after, before);
    }),
  );
}

function nowLaw(way: Way, replay: Replay = meaningNow) {
  return fc.asyncProperty(histories, fc.nat(), ({ seed, pushes }, which) =>
    withTwoClusters({ way, habits: badDay(seed) }, async (twoClusters) => {
      const taken = await twoClusters.push(pushes);
      await twoClusters.pusher.settled();
      const all = publishedIn(twoClusters).toSorted((a, b) => a.publishedAt - b.publishedAt);
      const chosen = all[which % all.length] ?? assert.fail('something was pushed');
      const push = taken[which % all.length] ?? assert.fail('something was pushed');
      await twoClusters.pusher.publish(REPLAY, [replay(chosen)], signal);
      const publishedAt = twoClusters.pusher.messages(REPLAY).at(-1)?.publishedAt ?? 0;
      await twoClusters.pusher.settled();
      checkAll(twoClusters, [...taken, { ...push, publishedAt }]);
    }),
  );
}

function deadLetterLaw(way: Way) {
  return fc.asyncProperty(histories, histories, ({ seed, pushes }, later) =>
    withTwoClusters({ way, habits: { seed, ...RELIABLE }, attempts: 3 }, async (twoClusters) => {
      const { clusters, pusher } = twoClusters;
      clusters.south.fail({ fault: { type: 'forbidden', user: 'updater' }, times: Infinity });
      const lost = await twoClusters.push(pushes);
      await pusher.settled();
      const letters = pusher.messages(DEAD_LETTERS);
      assert.equal(letters.length, pushes.length);
      const untouched = stateOf(clusters.south);
      clusters.south.heal();
      const fresh = later.pushes.map((push) => ({ ...push, digest: push.digest.replace(/.{4}$/, 'beef') }));
      const taken = [...lost, ...(await twoClusters.push(fresh))];
      await pusher.settled();
      const north = stateOf(clusters.north);
      assert.equal(untouched.includes('@sha256:'), false);
      await replayDeadLetters(pusher, letters);
      await pusher.settled();
      checkAll(twoClusters, taken);
      checkAllRollouts(twoClusters);
      assert.equal(stateOf(clusters.north), north);
      assert.equal(pusher.messages(DEAD_LETTERS).length, letters.length);
    }),
  );
}

// --- Ways in which the code could be wrong; each must be noticed.

/** Shares without one of their attributes. */
const withoutAttribute =
  (name: string) =>
  (publish: Publish): Publish =>
  (topic, messages, ended) =>
    publish(
      topic,
      messages.map(({ data, attributes }) => {
        const { [name]: _, ...others } = attributes;
        return { data, attributes: others };
      }),
      ended,
    );

/** Only the first share is published, and all are said to be. */
const onlyOneShare =
  (publish: Publish): Publish =>
  async (topic, messages, ended) => {
    const [published = { id: '' }] = await publish(topic, messages.slice(0, 1), ended);
    return messages.map(() => published);
  };

describe('laws of delivery', function () {
  this.timeout(0);
  const law = (title: string, property: (way: Way) => fc.IAsyncProperty<unknown[]>) => {
    for (const way of WAYS)
      it(`${way}, ${title}`, () => fc.assert(property(way), { numRuns: RUNS, endOnFailure: true }));
  };

  law('every workload ends where the law says, with a rollout for a digest at most', (way) =>
    deliveryLaw(way),
  );
  law('history that is replayed with its times changes nothing', (way) => historyLaw(way));
  law('a replay that means now wins like a push of this moment', (way) => nowLaw(way));
  law('dead letters bring what was missing, and nothing else', deadLetterLaw);
  law('what can never be understood is acknowledged once, and blocks nothing', garbageLaw);

  describe('can fail', () => {
    const notices = async (property: fc.IAsyncProperty<unknown[]>): Promise<boolean> =>
      (await fc.check(property, { numRuns: 60, seed: 1, endOnFailure: true })).failed;
    const share = (publishing: NonNullable<Wrong['publishing']>) => deliveryLaw('fanned out', { publishing });
    it('with shares that do not tell when the push was published', async () =>
      assert.ok(await notices(share(withoutAttribute(PUBLISHED_AT_ATTRIBUTE)))));
    it('with shares for one cluster only', async () => assert.ok(await notices(share(onlyOneShare))));
    it('with a replay that does not tell when the push was published', async () =>
      assert.ok(await notices(historyLaw('in place', meaningNow))));
    it('with a replay that means now, and tells another time', async () =>
      assert.ok(await notices(nowLaw('in place', withTime))));
    it('with an answer that lets Pub/Sub forget what failed', async () => {
      const wrap: Wrong['wrap'] =
        (served) =>
        (request, response): unknown => {
          const status = response.status.bind(response);
          response.status = (code) => status(code === 500 ? 204 : code);
          return served(request, response);
        };
      assert.ok(await notices(deliveryLaw('in place', { wrap })));
    });
  });
});
