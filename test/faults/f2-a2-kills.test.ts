/** The process ends at a step of an event; then the event is delivered again. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { readJson } from '../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { patches } from '../support/on-sandbox.ts';
import { until } from '../support/until.ts';
import {
  callApi,
  EVENT,
  onStage,
  pushMessage,
  topicIn,
  WORKLOADS,
  type Life,
  type Stage,
} from './f2-real-process.ts';

/** A step of an event: calls `end` when it is reached. */
type Step = (stage: Stage, end: () => void) => void;

/** When so many patches have come; the last of them is applied, and its answer finds nobody. */
const atPatch =
  (count: number): Step =>
  ({ sandbox }, end) => {
    let left = count;
    sandbox.fail({
      fault: {
        type: 'otherWriter',
        change: (object) => {
          left -= 1;
          if (left === 0) end();
          return object;
        },
      },
      times: Infinity,
    });
  };

const beforePatches: Step = ({ sandbox }, end) => {
  sandbox.fail({ fault: { type: 'delay', ms: 200 }, match: { method: 'GET', path: 'deployments' } });
  void until(() => sandbox.requests.some(({ path }) => path.endsWith('/deployments'))).then(end);
};

/** When something is published on the topic, before that is answered. */
const publishing =
  (topic: string): Step =>
  ({ pubsub }, end) => {
    const { publish } = pubsub;
    pubsub.publish = (request) => {
      const ids = publish(request);
      if (topicIn(request) === topic) end();
      return ids;
    };
  };

const STEPS: readonly (readonly [string, Step])[] = [
  ['before the first patch', beforePatches],
  ['at the first patch', atPatch(1)],
  ['between the patches', atPatch(30)],
  ['at the last patch', atPatch(WORKLOADS)],
  ['while the report is published', publishing('results')],
];

function distinctPatches(sandbox: Sandbox): number {
  return new Set(patches(sandbox).map(({ path }) => path)).size;
}

/** All that is applied was told, in the log and in the results, and nothing else. */
function requireTold({ applied, logged, published }: Stage): void {
  assert.deepEqual(logged(), applied());
  assert.deepEqual(published(), applied());
}

describe('an event whose process ends by', () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    for (const [when, step] of STEPS)
      it(`${signal} ${when} is told in full, after its redelivery`, () =>
        onStage(async (stage) => {
          const first = await stage.live('imagePushed', async (life) => {
            step(stage, () => life.kill(signal));
            const status = await pushMessage(life, EVENT);
            assert.equal(await life.ended, signal === 'SIGKILL' ? 'SIGKILL' : 0);
            return status;
          });
          // A function that is asked to end finishes what is in flight.
          if (signal === 'SIGTERM') {
            assert.equal(first, 204);
            requireTold(stage);
          }
          stage.sandbox.heal();
          const second = await stage.live('imagePushed', (life) => pushMessage(life, EVENT));
          assert.deepEqual([second, stage.applied().length], [204, WORKLOADS]);
          requireTold(stage);
          assert.equal(distinctPatches(stage.sandbox), WORKLOADS);
        })).timeout(60_000);

    it(`${signal} while the rest of a call is queued is told in full, after what was queued`, () =>
      onStage(async (stage) => {
        const { sandbox, pubsub } = stage;
        sandbox.fail({
          fault: { type: 'forbidden', user: 'updater' },
          match: { method: 'PATCH', path: /w7$/ },
        });
        await stage.live('updateImage', async (life) => {
          publishing('replay')(stage, () => life.kill(signal));
          await callApi(life);
          await life.ended;
        });
        assert.deepEqual(stage.logged(), stage.applied());
        assert.equal(stage.applied().length, WORKLOADS - 1);
        sandbox.heal();
        const queued = pubsub.publishes.find((each) => topicIn(each) === 'replay') ?? assert.fail();
        const { data, attributes } = queued.messages?.[0] ?? {};
        const message = {
          topic: 'projects/own-1/topics/replay',
          data: Buffer.from(data ?? '').toString(),
          attributes: attributes ?? {},
        };
        assert.equal(await stage.live('imagePushed', (life) => pushMessage(life, message)), 204);
        assert.equal(stage.applied().length, WORKLOADS);
        requireTold(stage);
      })).timeout(60_000);
  }

  it('SIGTERM with more to do than it has time for is told in full, after its redelivery', () =>
    onStage(async (stage) => {
      stage.sandbox.fail({
        fault: { type: 'delay', ms: 900 },
        match: { method: 'PATCH' },
        times: Infinity,
      });
      await stage.live('imagePushed', async (life: Life) => {
        void until(() => patches(stage.sandbox).length > 0).then(() => life.kill('SIGTERM'));
        assert.equal(await pushMessage(life, EVENT), 500);
        assert.equal(await life.ended, 0);
      });
      const applied = stage.applied();
      assert.ok(applied.length > 0 && applied.length < WORKLOADS, `${applied.length} were applied`);
      // What was in flight at the very end may be told by the redelivery alone.
      const logged = stage.logged();
      assert.ok(logged.length > 0 && logged.every((name) => applied.includes(name)));
      stage.sandbox.heal();
      assert.equal(await stage.live('imagePushed', (life) => pushMessage(life, EVENT)), 204);
      assert.equal(stage.applied().length, WORKLOADS);
      requireTold(stage);
    })).timeout(60_000);

  it('SIGKILL before the record of a respelled image is set right is told in full, after its redelivery', () =>
    onStage(
      async (stage) => {
        const { sandbox } = stage;
        sandbox.fail({ fault: { type: 'mutation', change: mirrored }, times: Infinity });
        await stage.live('imagePushed', async (life) => {
          let count = 0;
          const change = <T>(object: T): T => {
            count += 1;
            if (count === WORKLOADS + 1) life.kill('SIGKILL');
            return object;
          };
          sandbox.fail({ fault: { type: 'otherWriter', change }, times: Infinity });
          await pushMessage(life, EVENT);
          await life.ended;
        });
        sandbox.heal();
        assert.equal(await stage.live('imagePushed', (life) => pushMessage(life, EVENT)), 204);
        assert.equal(stage.logged().length, WORKLOADS);
        assert.equal(stage.published().length, WORKLOADS);
      },
      { aliases: `aliases: { ${MIRROR}: ${HOST} }\n` },
    )).timeout(60_000);

  it('SIGTERM while nobody takes what is left of a call is an ERROR in the log', () =>
    onStage(async (stage) => {
      const { sandbox, pubsub } = stage;
      const { publish } = pubsub;
      const silent = new Promise<never>(() => undefined);
      pubsub.publish = (request) => (topicIn(request) === 'replay' ? silent : publish(request));
      sandbox.fail({
        fault: { type: 'forbidden', user: 'updater' },
        match: { method: 'PATCH', path: /w7$/ },
      });
      await stage.live('updateImage', async (life) => {
        const call = callApi(life);
        await until(() => pubsub.publishes.some((request) => topicIn(request) === 'replay'));
        life.kill('SIGTERM');
        assert.deepEqual([await call, await life.ended], [502, 0]);
      });
      const told = stage.entries().map(({ message, severity }) => `${String(severity)} ${String(message)}`);
      for (const line of ['ERROR Update failed', 'ERROR Push not queued', 'ERROR Event handled'])
        assert.ok(told.includes(line), `${line} in ${told.join(', ')}`);
    })).timeout(60_000);
});

const HOST = 'europe-docker.pkg.dev';
const MIRROR = 'mirror.example.com';

/** As admission may do it that sends nodes to a mirror. */
function mirrored(object: KubernetesObject): KubernetesObject {
  const spec = readJson(JSON.stringify(object['spec']).replaceAll(HOST, MIRROR));
  return { ...object, spec: spec ?? null };
}
