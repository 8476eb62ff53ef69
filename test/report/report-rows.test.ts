import assert from 'node:assert/strict';
import { formatCommand, REASONS, formatRemedy } from '../../lib/core/errors/reason.ts';
import {
  exampleRow,
  failedRow,
  faultRow,
  pushFields,
  skippedRow,
  updatedRow,
} from '../../lib/report/report-rows.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';
import { SUBJECT, WORKLOAD } from '../support/outcome-builders.ts';

const FLAT = { ...WORKLOAD, container: 'app' };

describe('a row of the report', () => {
  it('of the push has its image as it would be written, and its time as RFC 3339', () => {
    assert.deepEqual(pushFields(push()), {
      image: `${REPOSITORY}:v1@${digest(1)}`,
      repository: REPOSITORY,
      tag: 'v1',
      digest: digest(1),
      publishedAt: '1970-01-01T00:00:01.000Z',
      id: 'm1',
      source: 'shop',
    });
    const bare = { repository: REPOSITORY, tag: 'v1', publishedAt: 0, id: 'm1' };
    assert.deepEqual(pushFields(bare), {
      ...bare,
      image: `${REPOSITORY}:v1`,
      publishedAt: '1970-01-01T00:00:00.000Z',
    });
  });

  it('of a push that reconcile found says so, and who ran it', () =>
    assert.partialDeepStrictEqual(pushFields(push({ trigger: 'reconcile', caller: 'tester' })), {
      trigger: 'reconcile',
      caller: 'tester',
    }));

  it('of an update is flat, and says all that the report says', () => {
    const change = {
      result: 'planned',
      from: 'web:v1',
      to: 'web:v2',
      effect: 'paused',
      restarted: true,
      staleImage: true,
      pinned: false,
    } as const;
    assert.deepEqual(updatedRow({ ...SUBJECT, ...change, staleImage: true }), {
      ...FLAT,
      ...change,
      digest: null,
    });
  });

  for (const [to, expected] of [
    [`web:v2@${digest(2)}`, digest(2)],
    [`web@${digest(2)}`, digest(2)],
    ['web:v2', null],
    ['A B', null],
  ] as const)
    it(`of an update to ${to} has the digest ${expected}`, () => {
      const change = { result: 'updated', from: 'web:v1', effect: 'now', restarted: false } as const;
      const row = updatedRow({ ...SUBJECT, ...change, to, staleImage: false, pinned: expected !== null });
      assert.equal(row.digest, expected);
    });

  it('of a failure says what a person can do', () => {
    const { message, remedy } = REASONS.Refused;
    assert.deepEqual(failedRow({ ...SUBJECT, result: 'failed', reason: 'Refused', detail: 'no' }), {
      ...FLAT,
      image: SUBJECT.image,
      reason: 'Refused',
      message,
      remedy,
      detail: 'no',
    });
  });

  it('of a fault has the command that fixes it, with what the fault knows', () => {
    const terms = { PROJECT: 'shop', MEMBER: 'serviceAccount:updater@shop.iam.gserviceaccount.com' };
    const fault = { where: 'find the cluster', reason: 'ForbiddenByIam', detail: 'no' } as const;
    assert.deepEqual(faultRow({ ...fault, terms }), {
      ...fault,
      message: REASONS.ForbiddenByIam.message,
      remedy: formatRemedy('ForbiddenByIam', terms),
      command: formatCommand('ForbiddenByIam', terms),
    });
  });

  it('of a reason to skip counts, and its examples are rows too', () => {
    const { message, remedy } = REASONS.InvalidPolicy;
    const example = { ...SUBJECT, result: 'skipped', reason: 'InvalidPolicy', detail: 'why' } as const;
    const counted = { reason: 'InvalidPolicy', count: 12, examples: [example] } as const;
    assert.deepEqual(skippedRow(counted), {
      reason: 'InvalidPolicy',
      message,
      remedy,
      count: 12,
      examples: [],
    });
    assert.deepEqual(exampleRow(example), { ...FLAT, image: SUBJECT.image, detail: 'why' });
  });
});
