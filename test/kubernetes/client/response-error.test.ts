import assert from 'node:assert/strict';
import { parseJson } from '../../../lib/core/text/json.ts';
import type { ApiResponse } from '../../../lib/kubernetes/client/api-response.ts';
import { responseError, isAbsent } from '../../../lib/kubernetes/client/response-error.ts';

const STATUS = '{"kind":"Status","reason":"Some","message":"why not"}';
const DENIAL = '{"kind":"Status","message":"admission webhook \\"w\\" denied the request: no"}';
const HTML = '<html>502 Bad Gateway</html>';

function answer(status: number, text: string, retryAfter?: string): ApiResponse {
  return { status, text, body: parseJson(text), retryAfter, request: 'GET http://host/apis' };
}

describe('what a status means', () => {
  for (const [status, text, reason] of [
    [401, STATUS, 'Unauthorized'],
    [403, STATUS, 'Forbidden'],
    [403, HTML, 'ForbiddenByFrontEnd'],
    [403, '', 'ForbiddenByFrontEnd'],
    [403, '{"error":{"code":403,"status":"PERMISSION_DENIED"}}', 'ForbiddenByFrontEnd'],
    [408, STATUS, 'ServerError'],
    [429, '', 'Throttled'],
    [500, STATUS, 'ServerError'],
    [502, HTML, 'ServerError'],
    [503, '', 'ServerError'],
    [504, STATUS, 'ServerError'],
    [400, STATUS, 'Refused'],
    [404, STATUS, 'Refused'],
    [409, STATUS, 'Refused'],
    [410, STATUS, 'Refused'],
    [422, STATUS, 'Refused'],
    [401, DENIAL, 'Refused'],
    [403, DENIAL, 'Refused'],
    [404, DENIAL, 'Refused'],
    [429, DENIAL, 'Throttled'],
    [500, DENIAL, 'ServerError'],
    [404, HTML, 'UnexpectedAnswer'],
    [404, '{"error":"not found"}', 'UnexpectedAnswer'],
    [400, '"text"', 'UnexpectedAnswer'],
    [302, '', 'UnexpectedAnswer'],
    [302, STATUS, 'UnexpectedAnswer'],
  ] as const) {
    it(`${status} with ${JSON.stringify(text.slice(0, 36))} is ${reason}`, () => {
      assert.equal(responseError(answer(status, text)).reason, reason);
    });
  }

  it('carries how long to wait', () => {
    assert.equal(responseError(answer(429, STATUS, '3')).retryAfterMs, 3000);
    assert.equal(responseError(answer(429, STATUS)).retryAfterMs, undefined);
  });

  it('names the request and gives the words of the server, escaped', () => {
    const { message } = responseError(
      answer(422, JSON.stringify({ kind: 'Status', message: 'no \u001b[31m' })),
    );
    assert.ok(message.includes('GET http://host/apis'));
    assert.ok(message.includes('no \\u{1b}[31m'));
  });

  it('repeats no token, also of what calls itself a Status', () => {
    const body = { kind: 'Status', message: 'you sent Authorization: Bearer ya29.a-b_c, and more' };
    const fault = responseError({ status: 403, body, text: '', retryAfter: undefined, request: 'GET /x' });
    assert.ok(!fault.message.includes('ya29') && fault.message.includes('and more'));
  });

  it("repeats nothing of an answer that is not the API server's: a proxy may echo the token", () => {
    for (const text of ['Authorization: Bearer SECRET', '{"message":"Bearer SECRET"}'])
      assert.ok(!responseError(answer(403, text)).message.includes('SECRET'));
  });

  for (const [status, text, absent] of [
    [404, '404 page not found\n', true],
    [404, STATUS, true],
    [404, HTML, false],
    [404, '{}', false],
    [403, '404 page not found', false],
  ] as const) {
    it(`a list's ${status} with ${JSON.stringify(text.slice(0, 18))} is ${absent ? 'an absent kind' : 'an error'}`, () => {
      assert.equal(isAbsent(answer(status, text)), absent);
    });
  }
});
