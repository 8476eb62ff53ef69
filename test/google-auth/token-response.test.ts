import assert from 'node:assert/strict';
import {
  requestAddress,
  isInconclusive,
  formatTokenResponse,
  readTokenResponse,
} from '../../lib/google-auth/token-response.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');

/** An error as Gaxios throws it. */
function thrown(status: number, data: unknown, headers: Record<string, string> = {}): Error {
  const response = Object.assign(new Response(null, { status, headers }), { data });
  const url = new URL('https://sts.googleapis.com/v1/token?key=s3cret');
  return Object.assign(new Error('s3cret'), { response, config: { url } });
}

describe('an answer that is no token', () => {
  const LONG = `s3cret-${'x'.repeat(40)}`;
  const words: readonly (readonly [data: unknown, says: string])[] = [
    [{ error: 'invalid_grant', error_description: 'Bad Request' }, 'invalid_grant: Bad Request'],
    [{ error: 'invalid_client' }, 'invalid_client'],
    [{ error: 'a', error_description: `not ${LONG}` }, 'a: not …'],
    [{ error: { message: 'Not found.\nMore', status: 'NOT_FOUND' } }, 'NOT_FOUND: Not found.\\u{a}More'],
    [{ error: 'a\u001b[1m' }, 'a\\u{1b}[1m'],
    ['<html>', ''],
    [undefined, ''],
  ];
  for (const [data, says] of words) {
    it(`${JSON.stringify(data)} says "${says}"`, () => {
      const answer = readTokenResponse(thrown(400, data), NOW);
      assert.equal(answer?.message, says);
    });
  }

  it('has its address without a query, its status, its error and how long to wait', () => {
    const error = { status: 'RESOURCE_EXHAUSTED' };
    assert.deepEqual(readTokenResponse(thrown(429, { error }, { 'retry-after': '7' }), NOW), {
      address: 'https://sts.googleapis.com/v1/token',
      status: 429,
      message: 'RESOURCE_EXHAUSTED',
      error: { message: 'RESOURCE_EXHAUSTED', reason: '' },
      retryAfterMs: 7_000,
    });
  });

  it('is spoken as one sentence', () => {
    const answer = readTokenResponse(thrown(400, { error: 'invalid_grant' }), NOW);
    assert.equal(
      answer && formatTokenResponse(answer),
      'https://sts.googleapis.com/v1/token answered 400: invalid_grant',
    );
    const silent = readTokenResponse(thrown(500, ''), NOW);
    assert.equal(silent && formatTokenResponse(silent), 'https://sts.googleapis.com/v1/token answered 500');
  });

  for (const none of [new Error('x'), undefined, null, 'x', { response: {} }]) {
    it(`is none in ${JSON.stringify(none)}`, () => {
      assert.equal(readTokenResponse(none, NOW), undefined);
      assert.equal(requestAddress(none), undefined);
    });
  }

  for (const [status, noVerdict] of [
    [302, true],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ] as const) {
    it(`${status} ${noVerdict ? 'is no verdict on the credentials' : 'is a verdict on the credentials'}`, () => {
      const answer = readTokenResponse(thrown(status, ''), NOW);
      assert.equal(answer && isInconclusive(answer), noVerdict);
    });
  }
});
