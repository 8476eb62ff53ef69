import assert from 'node:assert/strict';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import type { Terms } from '../../lib/core/errors/reason-text.ts';
import type { ApiError } from '../../lib/google-auth/api-error.ts';
import { impersonationError } from '../../lib/google-auth/impersonation-error.ts';
import { TARGET as account, UPDATER } from '../support/accounts.ts';

const member = `serviceAccount:${UPDATER}`;

const DENIED: ApiError = { message: 'PERMISSION_DENIED', reason: 'IAM_PERMISSION_DENIED' };
const DISABLED: ApiError = { message: 'PERMISSION_DENIED', reason: 'SERVICE_DISABLED' };
const SERVICE = 'iamcredentials.googleapis.com';

describe('an answer of IAM Credentials', () => {
  const refused = { ACCOUNT: account, MEMBER: member };
  const cases: readonly (readonly [
    status: number,
    error: ApiError | undefined,
    reason: ErrorReason,
    terms?: Terms,
  ])[] = [
    [403, DENIED, 'NoImpersonation', refused],
    [403, undefined, 'NoImpersonation', refused],
    [404, undefined, 'NoImpersonation', refused],
    [400, undefined, 'NoImpersonation', refused],
    [401, undefined, 'CredentialsRefused'],
    [429, undefined, 'TokenServerError'],
    [500, DISABLED, 'TokenServerError'],
    [403, DISABLED, 'ApiDisabled', { SERVICE }],
    [
      403,
      { ...DISABLED, service: 'iam.googleapis.com', consumer: '123' },
      'ApiDisabled',
      { SERVICE: 'iam.googleapis.com', PROJECT: '123' },
    ],
  ];
  for (const [status, error, reason, terms] of cases) {
    it(`${status} ${JSON.stringify(error)} is ${reason}`, () => {
      const answer = { address: 'https://a.example', status, message: '', error, retryAfterMs: 7 };
      const fault = impersonationError(answer, { account, member });
      assert.deepEqual([fault.reason, fault.terms, fault.retryAfterMs], [reason, terms, 7]);
    });
  }
});
