import assert from 'node:assert/strict';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import type { ApiResponse } from '../../lib/kubernetes/client/api-response.ts';
import { isConflict, patchError } from '../../lib/kubernetes/patch-error.ts';

const CAUSES = { causes: [{ reason: 'FieldValueInvalid', message: 'no', field: 'metadata.labels' }] };
const DENIED = 'admission webhook "w" denied the request: no';
const RBAC = 'deployments.apps "web" is forbidden: User "a@p.iam" cannot patch resource "deployments"';

interface Said {
  readonly reason?: string;
  readonly details?: object;
  readonly message?: string;
}

function answer(status: number, said: Said | string): ApiResponse {
  const text = typeof said === 'string' ? said : JSON.stringify({ kind: 'Status', ...said });
  const body = typeof said === 'string' ? undefined : { kind: 'Status', ...said };
  return { status, body, text, retryAfter: undefined, request: 'PATCH /web' };
}

describe('a conflict', () => {
  const table: readonly (readonly [string, boolean, ApiResponse])[] = [
    ['a stale version', true, answer(409, { reason: 'Conflict', details: { name: 'web' } })],
    ['a 409 without words', true, answer(409, '')],
    ['a test that does not hold', true, answer(422, { reason: 'Invalid', details: {} })],
    ['a test that does not hold, details left out', true, answer(422, { reason: 'Invalid' })],
    ['a validation, which names causes', false, answer(422, { reason: 'Invalid', details: CAUSES })],
    ["a webhook's 422, which has no reason", false, answer(422, { message: DENIED })],
    ["a webhook's 422 of that reason", false, answer(422, { reason: 'Invalid', message: DENIED })],
    ["a webhook's 409", false, answer(409, { reason: 'Conflict', message: DENIED })],
    ['a 422 that is no JSON', false, answer(422, 'no')],
    ['another status of that reason', false, answer(400, { reason: 'Invalid', details: {} })],
    ['a success', false, answer(200, {})],
  ];
  for (const [what, is, given] of table)
    it(`is${is ? '' : ' not'} ${what}`, () => assert.equal(isConflict(given), is));
});

describe('a refusal', () => {
  const table: readonly (readonly [string, ErrorReason, ApiResponse])[] = [
    ['a missing right', 'Forbidden', answer(403, { reason: 'Forbidden', message: RBAC })],
    ["a webhook's 403", 'Refused', answer(403, { reason: 'Forbidden', message: DENIED })],
    ["a webhook's 401", 'Refused', answer(401, { reason: 'Unauthorized', message: DENIED })],
    ['a webhook whose message is about rights', 'Refused', answer(403, { message: `${DENIED}: ${RBAC}` })],
    ['a 403 that is no JSON, as a front end gives', 'ForbiddenByFrontEnd', answer(403, '<html>')],
    ["a webhook's 400", 'Refused', answer(400, { message: 'denied' })],
    ["a webhook's 422", 'Refused', answer(422, { message: 'denied' })],
    ['a validation', 'Refused', answer(422, { reason: 'Invalid', details: CAUSES })],
    ['something that is no API server', 'UnexpectedAnswer', answer(404, '<html>')],
    ['any other 4xx', 'Refused', answer(415, { reason: 'UnsupportedMediaType' })],
    ['a proxy that takes no PATCH', 'UnexpectedAnswer', answer(405, '<html>')],
    ['a proxy that takes no such body', 'UnexpectedAnswer', answer(413, 'too large')],
    ['a sign-in page', 'UnexpectedAnswer', answer(302, '<html>')],
    ['JSON of something else', 'UnexpectedAnswer', { ...answer(400, ''), body: { error: 'no' } }],
    ['a user who cannot get', 'Refused', answer(403, { message: 'User "a" cannot get resource' })],
  ];
  for (const [what, reason, given] of table)
    it(`by ${what} is ${reason}`, () => assert.equal(patchError(given).reason, reason));

  it('repeats what the server said, and nothing that a terminal would act on', () => {
    const { message } = patchError(answer(400, { message: 'denied by \u001b[31mred\u0007' }));
    assert.ok(message.includes('denied by'));
    assert.ok(!message.includes('\u001b') && !message.includes('\u0007'));
  });

  it('is asked for again only if an operator can fix it', () => {
    assert.equal(patchError(answer(403, { message: RBAC })).transient, true);
    assert.equal(patchError(answer(403, '<html>')).transient, true);
    assert.equal(patchError(answer(403, { message: 'denied' })).transient, false);
  });
});
