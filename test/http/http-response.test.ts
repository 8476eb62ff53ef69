import assert from 'node:assert/strict';
import { framed, jsonResponse, problemResponse, textResponse } from '../../lib/http/http-response.ts';

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

describe('an answer on the wire', () => {
  it('has the length of its body in bytes', () => {
    const { headers, body } = framed(textResponse(200, 'text/plain', 'ä'));
    assert.deepEqual([headers['content-length'], body], ['3', 'ä\n']);
  });

  for (const status of [100, 101, 102, 103, 199, 204, 304])
    it(`has no content, and nothing that announces one: ${status}`, () => {
      const { headers, body } = framed(textResponse(status, 'text/plain', 'a', { 'Content-Length': '1' }));
      const kept = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
      assert.deepEqual([headers, body], [kept, '']);
    });
});
