import assert from 'node:assert/strict';
import type { Delivery } from '../../../lib/core/event/delivery.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import {
  failedEvent,
  isRedelivered,
  eventReports,
  responseStatus,
  type Completed,
  type EventResult,
} from '../../../lib/core/report/event-result.ts';
import { REASONS, type ErrorReason } from '../../../lib/core/errors/reason.ts';
import { reportCluster, type Failed } from '../../../lib/core/report/report.ts';
import { push } from '../../support/builders.ts';
import { compared, NOT_LISTED, reconciled } from '../../support/reconcile-reports.ts';

const delivery: Delivery = { shape: 'bare', data: '', attributes: {}, id: '1', publishedAt: 0 };

/** Handled, with one workload that failed for each reason. */
function handled(...reasons: readonly ErrorReason[]): Completed {
  const subject = {
    workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    container: 'app',
    image: '',
  };
  const failed = reasons.map((reason): Failed => ({ ...subject, result: 'failed', reason, detail: '' }));
  return {
    status: 'completed',
    delivery,
    report: { push: push(), clusters: [reportCluster('a', 0, failed, [])] },
  };
}

function isFaultReason(reason: string): reason is ErrorReason {
  return Object.entries(REASONS).some(
    ([code, { kind }]) => code === reason && ['malformed', 'limit', 'failed', 'transient'].includes(kind),
  );
}

const IGNORED: EventResult = { status: 'ignored', delivery, reason: 'NotAnInsert', detail: '' };
const RECONCILED: EventResult = {
  status: 'reconciled',
  delivery,
  reconciled: reconciled([compared([]), NOT_LISTED, compared([])]),
};

describe('the answer', () => {
  const table: readonly (readonly [string, 204 | 500, EventResult])[] = [
    ['a push that was brought everywhere', 204, handled()],
    ['a failure that is final', 204, handled('Refused')],
    ['a failure that may pass', 500, handled('Unreachable')],
    ['one that may pass among those that are final', 500, handled('Refused', 'Forbidden')],
    ['a push that was shared out', 204, { status: 'fanned-out', delivery, push: push(), tasks: [] }],
    ['a run of reconcile, whatever failed', 204, RECONCILED],
    ['what is not relevant', 204, IGNORED],
  ];
  for (const [what, status, given] of table)
    it(`to ${what} is ${status}`, () => assert.equal(responseStatus(given), status));

  for (const reason of Object.keys(REASONS).filter(isFaultReason)) {
    const status = REASONS[reason].kind === 'transient' ? 500 : 204;
    it(`to an event that ends in ${reason} is ${status}`, () =>
      assert.equal(responseStatus(failedEvent(new UpdaterError(reason, ''), undefined)), status));
  }
});

describe('the reports of an event', () => {
  for (const [title, count, given] of [
    ['are one for a push', 1, handled()],
    ['are those of all repositories for a run of reconcile', 2, RECONCILED],
    ['are none for an event that is not relevant', 0, IGNORED],
  ] as const)
    it(title, () => assert.equal(eventReports(given).length, count));
});

describe('a push is delivered again', () => {
  for (const [title, expected, trigger] of [
    ['by Pub/Sub', true, {}],
    ['not if reconcile found it: the next run is no redelivery', false, { trigger: 'reconcile' }],
  ] as const)
    it(title, () => {
      const { report } = handled('Unreachable');
      assert.equal(isRedelivered({ delivery, report: { ...report, push: push(trigger) } }), expected);
    });
});

describe('an event that failed', () => {
  for (const [reason, status] of [
    ['NotJson', 'rejected'],
    ['Unexpected', 'failed'],
  ] as const)
    it(`with ${reason} is ${status}`, () =>
      assert.equal(failedEvent(new UpdaterError(reason, ''), delivery).status, status));

  it('has the id of its message where there is one', () => {
    const fault = new UpdaterError('TooLarge', '');
    const failed = { status: 'rejected', delivery: undefined, fault };
    assert.deepEqual(failedEvent(fault, undefined, '7'), { ...failed, messageId: '7' });
    assert.deepEqual(failedEvent(fault, undefined), failed);
  });
});
