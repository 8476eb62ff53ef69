import assert from 'node:assert/strict';
import { jsonResponse, problemResponse } from '../../lib/http/http-response.ts';

describe('an answer', () => {
  it('is JSON that nobody keeps', () => {
    const { status, headers, body } = jsonResponse(202, { a: 1 }, { 'x-more': 'b' });
    assert.deepEqual([status, JSON.parse(body)], [202, { a: 1 }]);
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-more'], 'b');
  });

  it('about a problem says its status in the document too', () => {
    const { status, headers, body } = problemResponse(429, { title: 'a', detail: 'b', more: 1 });
    assert.equal(status, 429);
    assert.equal(headers['content-type'], 'application/problem+json; charset=utf-8');
    assert.deepEqual(JSON.parse(body), {
      type: 'about:blank',
      status: 429,
      title: 'a',
      detail: 'b',
      more: 1,
    });
  });
});
