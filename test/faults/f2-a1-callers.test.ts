/** Callers that go away, and a drain that is shorter than the work: nothing is left half-way without being told. */
import assert from 'node:assert/strict';
import { valueAt } from '../../lib/core/text/json.ts';
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

const LABELS = 'logging.googleapis.com/labels';

/** The severities of the lines that tell of failures, and of the one that sums up. */
function severities({ entries }: Stage): Readonly<Record<string, unknown>> {
  const told = entries().filter(({ message }) => message === 'Update failed' || message === 'Event handled');
  return Object.fromEntries(told.map(({ message, severity }) => [String(message), severity]));
}

function queued({ pubsub }: Stage): number {
  return pubsub.publishes.filter((request) => topicIn(request) === 'replay').length;
}

/** Patches take a while, so that what happens at the first finds most of them to come. */
function slowPatches({ sandbox }: Stage, ms: number): void {
  sandbox.fail({ fault: { type: 'delay', ms }, match: { method: 'PATCH' }, times: Infinity });
}

const firstPatch = ({ sandbox }: Stage): Promise<void> => until(() => patches(sandbox).length > 0);

/** That so many milliseconds without a request of an event pass is no sign that it is over; its last line is. */
const handled = ({ entries }: Stage): Promise<void> =>
  until(() => entries().some(({ message }) => message === 'Event handled'));

describe('a caller that goes away', () => {
  for (const program of ['serve', 'updateImage'] as const)
    it(`leaves no update of a call to ${program} undone, and each is logged`, () =>
      onStage((stage) =>
        stage.live(program, async (life) => {
          slowPatches(stage, 30);
          const caller = new AbortController();
          const call = callApi(life, caller.signal);
          await firstPatch(stage);
          caller.abort();
          assert.equal(await call, undefined);
          await handled(stage);
          assert.equal(stage.applied().length, WORKLOADS);
          assert.deepEqual(stage.logged(), stage.applied());
          assert.deepEqual(severities(stage), { 'Event handled': 'INFO' });
        }),
      )).timeout(60_000);

  it('leaves no update of a delivery to imagePushed undone, and each is logged', () =>
    onStage((stage) =>
      stage.live('imagePushed', async (life) => {
        slowPatches(stage, 30);
        const caller = new AbortController();
        const call = pushMessage(life, EVENT, caller.signal);
        await firstPatch(stage);
        caller.abort();
        assert.equal(await call, undefined);
        await handled(stage);
        assert.equal(stage.applied().length, WORKLOADS);
        assert.deepEqual(stage.logged(), stage.applied());
      }),
    )).timeout(60_000);
});

describe('a drain that ends before a call', () => {
  const drained = async (stage: Stage, life: Life): Promise<number | undefined> => {
    slowPatches(stage, 300);
    const call = callApi(life);
    await firstPatch(stage);
    life.kill('SIGTERM');
    const status = await call;
    await life.ended;
    return status;
  };

  it('queues what is left, says what was applied, and warns', () =>
    onStage(async (stage) => {
      assert.equal(await stage.live('serve', (life) => drained(stage, life)), 202);
      const applied = stage.applied();
      assert.ok(applied.length > 0 && applied.length < WORKLOADS, `${applied.length} were applied`);
      assert.deepEqual(stage.logged(), applied);
      assert.equal(queued(stage), 1);
      assert.deepEqual(severities(stage), { 'Update failed': 'WARNING', 'Event handled': 'WARNING' });
    })).timeout(60_000);

  it('is an ERROR where nothing was queued, with who called', () =>
    onStage(
      async (stage) => {
        assert.equal(await stage.live('serve', (life) => drained(stage, life)), 502);
        assert.deepEqual(stage.logged(), stage.applied());
        assert.deepEqual(severities(stage), { 'Update failed': 'ERROR', 'Event handled': 'ERROR' });
        const callers = stage.entries().map((entry) => valueAt(entry[LABELS], ['caller']));
        assert.deepEqual([...new Set(callers.filter((caller) => caller !== undefined))], ['ci']);
      },
      { replay: false },
    )).timeout(60_000);
});
