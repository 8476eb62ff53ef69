import assert from 'node:assert/strict';
import type { FaultReason, Terms } from '../../lib/core/reason.ts';
import { disabledApi, impersonationFault } from '../../lib/google/impersonation-fault.ts';
import { TARGET as account, UPDATER } from './given.ts';

const member = `serviceAccount:${UPDATER}`;

function disabled(metadata: unknown): object {
  return { details: [{ reason: 'OTHER' }, { reason: 'SERVICE_DISABLED', metadata }] };
}

const IAM = { service: 'iamcredentials.googleapis.com', consumer: 'projects/123' };

describe('an answer of IAM Credentials', () => {
  const refused = { ACCOUNT: account, MEMBER: member };
  const cases: readonly (readonly [status: number, error: object, reason: FaultReason, terms?: Terms])[] = [
    [403, {}, 'NoImpersonation', refused],
    [404, {}, 'NoImpersonation', refused],
    [400, {}, 'NoImpersonation', refused],
    [401, {}, 'CredentialsRefused'],
    [429, {}, 'TokenServerError'],
    [500, {}, 'TokenServerError'],
    [403, disabled(IAM), 'ApiDisabled', { SERVICE: IAM.service, PROJECT: '123' }],
  ];
  for (const [status, error, reason, terms] of cases) {
    it(`${status} ${JSON.stringify(error)} is ${reason}`, () => {
      const answer = { address: 'https://a.example', status, says: '', error: { ...error }, retryAfterMs: 7 };
      const fault = impersonationFault(answer, { account, member });
      assert.deepEqual([fault.reason, fault.terms, fault.retryAfterMs], [reason, terms, 7]);
    });
  }
});

describe('an API that is not enabled', () => {
  const cases: readonly (readonly [error: object, terms: Terms | undefined])[] = [
    [disabled(IAM), { SERVICE: IAM.service, PROJECT: '123' }],
    [
      disabled({ ...IAM, consumer: 'projects/example.com:shop' }),
      { SERVICE: IAM.service, PROJECT: 'example.com:shop' },
    ],
    [disabled({ service: '$(rm).googleapis.com', consumer: 'projects/$(rm)' }), {}],
    [disabled(undefined), {}],
    [{ details: [{ reason: 'IAM_PERMISSION_DENIED' }] }, undefined],
    [{ details: 'SERVICE_DISABLED' }, undefined],
  ];
  for (const [error, terms] of cases) {
    it(`is told as ${JSON.stringify(terms)} by ${JSON.stringify(error)}`, () =>
      assert.deepEqual(disabledApi({ error: { ...error } }), terms));
  }
});
