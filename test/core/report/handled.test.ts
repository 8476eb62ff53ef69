import assert from 'node:assert/strict';
import type { Delivery } from '../../../lib/core/event/delivery.ts';
import { Fault } from '../../../lib/core/errors/fault.ts';
import { handleEvent, handlePush, statusOf, type Handled } from '../../../lib/core/report/handled.ts';
import { REASONS, type FaultReason } from '../../../lib/core/errors/reason.ts';
import { reportCluster, type Failed } from '../../../lib/core/report/report.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { digest, push, REPOSITORY, settings } from '../../support/builders.ts';

const delivery: Delivery = { shape: 'bare', data: '', attributes: {}, id: '1', publishedAt: 0 };

/** Handled, with one workload that failed for each reason. */
function handled(...reasons: readonly FaultReason[]): Handled {
  const subject = {
    workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    container: 'app',
    image: '',
  };
  const failed = reasons.map((reason): Failed => ({ ...subject, result: 'failed', reason, detail: '' }));
  return {
    event: 'handled',
    delivery,
    report: { push: push(), clusters: [reportCluster('a', 0, failed, [])] },
  };
}

function isFaultReason(reason: string): reason is FaultReason {
  return Object.entries(REASONS).some(
    ([code, { kind }]) => code === reason && ['malformed', 'limit', 'failed', 'transient'].includes(kind),
  );
}

describe('the answer', () => {
  const table: readonly (readonly [string, 204 | 500, Handled])[] = [
    ['a push that was brought everywhere', 204, handled()],
    ['a failure that is final', 204, handled('Refused')],
    ['a failure that may pass', 500, handled('Unreachable')],
    ['one that may pass among those that are final', 500, handled('Refused', 'Forbidden')],
    ['a push that was shared out', 204, { event: 'fannedOut', delivery, push: push(), shares: [] }],
    ['what is none of our business', 204, { event: 'ignored', delivery, reason: 'NotAnInsert', detail: '' }],
  ];
  for (const [what, status, given] of table)
    it(`to ${what} is ${status}`, () => assert.equal(statusOf(given), status));

  for (const reason of Object.keys(REASONS).filter(isFaultReason)) {
    const status = REASONS[reason].kind === 'transient' ? 500 : 204;
    it(`to an event that ends in ${reason} is ${status}`, () =>
      assert.equal(statusOf({ event: 'failed', delivery: undefined, fault: new Fault(reason, '') }), status));
  }
});

const ALLOWED = settings({ unnamedTopics: 'allow' });

describe('what came in', () => {
  const incoming = { read: () => delivery, messageId: () => assert.fail('the delivery has its id') };
  const unreadable = (messageId: string | undefined) => ({
    read: () => {
      throw new Fault('TooLarge', '');
    },
    messageId: () => messageId,
  });
  const never = (): Promise<Handled> => assert.fail('there is nothing to bring');

  it('is brought, and ends as that says', async () => {
    const [brought, done]: [unknown[], Handled] = [[], handled()];
    const end = await handleEvent(incoming, ALLOWED, (each) => (brought.push(each), Promise.resolve(done)));
    assert.equal(end, done);
    assert.deepEqual(brought, [delivery]);
  });

  it('and cannot be read fails, with the id of the message where that can be told', async () => {
    const fault = new Fault('TooLarge', '');
    const failed = { event: 'failed', delivery: undefined, fault };
    assert.deepEqual(await handleEvent(unreadable('7'), ALLOWED, never), { ...failed, messageId: '7' });
    assert.deepEqual(await handleEvent(unreadable(undefined), ALLOWED, never), failed);
  });

  it('and names no topic fails as UnnamedTopic, with the delivery, and is redelivered', async () => {
    const { topic: _, ...unnamed } = delivery;
    const end = await handleEvent({ ...incoming, read: () => unnamed }, settings(), never);
    assert.ok(end.event === 'failed');
    assert.deepEqual([end.fault.reason, end.delivery, statusOf(end)], ['UnnamedTopic', unnamed, 500]);
  });

  it('is read with the topics that are our own', async () => {
    const own = settings({ ownTopics: [{ project: 'p', topic: 'replay' }], unnamedTopics: 'allow' });
    const read = (trust: unknown): typeof delivery => (assert.equal(trust, own), delivery);
    await handleEvent({ ...incoming, read }, own, () => Promise.resolve(handled()));
  });

  for (const [what, bring, reason] of [
    ['throws', () => assert.fail('a mistake of ours'), 'Unexpected'],
    ['rejects', () => Promise.reject(new Error('a mistake of ours')), 'Unexpected'],
    ['cannot decode', () => Promise.reject(new Fault('NotJson', '')), 'NotJson'],
  ] as const)
    it(`and whose bringing ${what} fails as ${reason}, with the delivery`, async () => {
      const end = await handleEvent(incoming, ALLOWED, bring);
      assert.ok(end.event === 'failed');
      assert.deepEqual([end.fault.reason, end.delivery], [reason, delivery]);
      assert.ok(!('messageId' in end));
    });
});

describe('a delivery', () => {
  const data = JSON.stringify({
    action: 'INSERT',
    digest: `${REPOSITORY}@${digest(1)}`,
    tag: `${REPOSITORY}:v1`,
  });
  const never = (): Promise<Handled> => assert.fail('there is no push to bring');

  it('with a push is brought, and ends as that says', async () => {
    const [brought, done]: [unknown[], Handled] = [[], handled()];
    const pushed = { ...delivery, data, publishedAt: 1000, id: 'm1' };
    const end = await handlePush(pushed, settings(), (each) => (brought.push(each), Promise.resolve(done)));
    assert.equal(end, done);
    const { source: _, ...expected } = push();
    assert.deepEqual(brought, [expected]);
  });

  it('about something else is ignored', async () => {
    const given = { ...delivery, data: '{"action":"DELETE"}' };
    assert.deepEqual(await handlePush(given, settings(), never), {
      event: 'ignored',
      delivery: given,
      reason: 'NotAnInsert',
      detail: 'DELETE',
    });
  });

  it('that cannot be decoded is a fault', () =>
    rejectsWith('NotJson', handlePush(delivery, settings(), never)));
});
