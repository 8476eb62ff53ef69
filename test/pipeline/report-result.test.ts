import assert from 'node:assert/strict';
import sinon from 'sinon';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { isObject, parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import type { OutgoingMessage, Publish, Published } from '../../lib/core/event/message.ts';
import { reportCluster } from '../../lib/core/report/report.ts';
import { reportEvent } from '../../lib/report/report-event.ts';
import { reportResult, type Stamp } from '../../lib/pipeline/report-result.ts';
import { push } from '../support/builders.ts';
import { BARE, FAILED } from '../support/event-results.ts';

const TOPIC = { project: 'shop', topic: 'results' };
const TRACE = { trace: 'projects/shop/traces/1', sampled: true };
const QUIET: EventResult = { ...FAILED, report: { push: push(), clusters: [reportCluster('a', 1, [], [])] } };
const STAMP: Stamp = { id: 'event-1', time: Date.parse('2026-03-01T10:00:00Z') };

type Sent = readonly [topic: typeof TOPIC, messages: readonly OutgoingMessage[]];

/** Tells of an event, and gives what was published and the lines, parsed. */
async function told(
  handled: EventResult,
  publish: Publish = () => Promise.resolve([{ id: '1' }]),
  stamp: () => Stamp = () => STAMP,
): Promise<{ readonly sent: readonly Sent[]; readonly lines: readonly JsonObject[] }> {
  const sent: Sent[] = [];
  const lines: JsonObject[] = [];
  const log = (line: string): void => {
    const parsed = parseJson(line);
    assert.ok(isObject(parsed));
    lines.push(parsed);
  };
  const noted: Publish = (topic, messages, signal) => {
    sent.push([topic, messages]);
    return publish(topic, messages, signal);
  };
  await reportResult(handled, TRACE, { log, results: { topic: TOPIC, publish: noted } }, stamp);
  return { sent, lines };
}

function unpublished(lines: readonly JsonObject[]): unknown[] {
  return lines.filter(({ message }) => message === 'Report not published').map(({ reason }) => reason);
}

describe('what is told of an event', () => {
  it('is its lines, each with the trace', async () => {
    const { lines } = await told(FAILED);
    assert.deepEqual(
      lines.map((line) => [line['message'], line['logging.googleapis.com/trace']]),
      [
        ['Cluster not updated in full', TRACE.trace],
        ['Event handled', TRACE.trace],
      ],
    );
  });

  it('is its report on the results topic', async () => {
    const { sent } = await told(FAILED);
    assert.deepEqual(sent, [[TOPIC, [reportEvent({ report: FAILED.report, delivery: BARE }, STAMP)]]]);
  });

  it('is an event of its own each time, at the time of the clock', async () => {
    const clock = sinon.useFakeTimers({ now: STAMP.time, toFake: ['Date'] });
    try {
      const stamped: OutgoingMessage[] = [];
      const publish: Publish = (_, messages) => (stamped.push(...messages), Promise.resolve([{ id: '1' }]));
      const results = { topic: TOPIC, publish };
      for (let count = 0; count < 2; count += 1)
        await reportResult(FAILED, undefined, { log: () => undefined, results });
      const [first, second] = stamped.map(({ attributes }) => attributes);
      assert.notEqual(first?.['ce-id'], second?.['ce-id']);
      assert.equal(first?.['ce-time'], '2026-03-01T10:00:00.000Z');
    } finally {
      clock.restore();
    }
  });

  const fault = new UpdaterError('NotJson', '');
  for (const [what, handled] of [
    ['changed and failed nothing', QUIET],
    ['was not relevant', { status: 'ignored', delivery: BARE, reason: 'NotAnInsert', detail: '' }],
    ['could not be understood', { status: 'rejected', delivery: undefined, fault }],
    ['was shared out', { status: 'fanned-out', delivery: BARE, push: push(), tasks: [] }],
  ] satisfies readonly (readonly [string, EventResult])[])
    it(`is no report where it ${what}`, async () => assert.deepEqual((await told(handled)).sent, []));

  it('is lines alone where nobody wants reports', async () => {
    const lines: string[] = [];
    await reportResult(FAILED, undefined, { log: (line) => void lines.push(line) });
    assert.equal(lines.length, 2);
  });
});

it('the result of an event is given to whoever counts, once its lines are logged', async () => {
  const order: unknown[] = [];
  const onResult = (result: EventResult): void => void order.push(result);
  await reportResult(FAILED, undefined, { log: () => void order.push('line'), onResult });
  assert.deepEqual(order, ['line', 'line', FAILED]);
});

describe('a report that cannot be published', () => {
  const answering =
    (published: readonly Published[]): Publish =>
    () =>
      Promise.resolve(published);
  const rows: readonly (readonly [how: string, publish: Publish, reason: string])[] = [
    ['is refused', answering([{ fault: new UpdaterError('NoTopic', '') }]), 'NoTopic'],
    ['is refused for good', answering([{ fault: new UpdaterError('TooLarge', '') }]), 'TooLarge'],
    ['is answered by nothing', answering([]), 'Unexpected'],
    ['meets a rejection', () => Promise.reject(new UpdaterError('Unreachable', '')), 'Unreachable'],
    ['meets a mistake', () => assert.fail('a mistake of ours'), 'Unexpected'],
  ];
  for (const [how, publish, reason] of rows)
    it(`because it ${how} is a line more: ${reason}`, async () => {
      const { lines } = await told(FAILED, publish);
      assert.deepEqual(unpublished(lines), [reason]);
      assert.equal(lines.length, 3);
    });

  it('because it cannot be made is a line more', async () => {
    const { sent, lines } = await told(FAILED, undefined, () => assert.fail('a mistake of ours'));
    assert.deepEqual([unpublished(lines), sent], [['Unexpected'], []]);
  });

  it('because nobody answers is waited for ten seconds, and then told to end', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let given: AbortSignal | undefined;
      const end = told(FAILED, (_topic, _messages, signal) => {
        given = signal;
        return new Promise(() => undefined);
      });
      let isOver = false;
      void end.then(() => (isOver = true));
      await clock.tickAsync(9_999);
      assert.deepEqual([isOver, given?.aborted], [false, false]);
      await clock.tickAsync(1);
      assert.deepEqual(unpublished((await end).lines), ['OutOfTime']);
      assert.equal(given?.aborted, true);
    } finally {
      clock.restore();
    }
  });

  it('leaves no timer behind where it was published', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await told(FAILED);
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.restore();
    }
  });
});
