import assert from 'node:assert/strict';
import type { Delivery } from '../../lib/core/delivery.ts';
import { Fault } from '../../lib/core/fault.ts';
import { statusOf, type Handled } from '../../lib/core/handled.ts';
import { REASONS, type FaultReason } from '../../lib/core/reason.ts';
import { reportCluster, type Failed } from '../../lib/core/report.ts';
import { push } from './given.ts';

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
    ([code, { kind }]) => code === reason && ['malformed', 'failed', 'transient'].includes(kind),
  );
}

describe('the answer', () => {
  const table: readonly (readonly [string, 204 | 500, Handled])[] = [
    ['a push that was brought everywhere', 204, handled()],
    ['a failure that is final', 204, handled('Refused')],
    ['a failure that may pass', 500, handled('Unreachable')],
    ['one that may pass among those that are final', 500, handled('Refused', 'Forbidden')],
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
