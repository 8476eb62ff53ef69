import assert from 'node:assert/strict';
import { readResponse } from '../../../lib/kubernetes/client/api-response.ts';
import type { StreamedResponse } from '../../../lib/kubernetes/client/exchange.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

async function* arriving(...parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield await Promise.resolve(part);
}

function received(...parts: readonly Buffer[]): StreamedResponse {
  return {
    status: 200,
    headers: { 'retry-after': '1' },
    body: arriving(...parts),
    request: 'GET /x',
    bodyBytes: 100,
  };
}

describe('an answer', () => {
  it('is put together from its parts, whatever character they cut', async () => {
    const bytes = Buffer.from('{"a":"ä€"}');
    const parts = [...bytes].map((byte) => Buffer.from([byte]));
    assert.deepEqual(await readResponse(received(...parts)), {
      status: 200,
      body: { a: 'ä€' },
      text: '{"a":"ä€"}',
      retryAfter: '1',
      request: 'GET /x',
    });
  });

  it('has no JSON where there is none', async () => {
    const { body, text } = await readResponse(received(Buffer.from('<p>')));
    assert.deepEqual([body, text], [undefined, '<p>']);
  });

  const json = { 'content-type': 'application/json' };
  const cut: readonly (readonly [string, Partial<StreamedResponse>, string])[] = [
    ['of a success', { headers: json }, '{"kind":"Deployment","meta'],
    ['of a success before its first byte', { headers: json }, ''],
    ['of a conflict', { status: 422, headers: json }, '{"kind":"Status","reason":"Inva'],
  ];
  for (const [what, head, text] of cut) {
    it(`${what} that says it is JSON and is none was cut: no better than a broken connection`, () =>
      rejectsWith('Unreachable', readResponse({ ...received(Buffer.from(text)), ...head })));
  }

  it('of an error may be empty, whatever it says it is: the status tells', async () => {
    const empty = { ...received(), status: 503, headers: json };
    assert.equal((await readResponse(empty)).status, 503);
  });

  it('may be exactly as large as allowed', async () => {
    const parts = [Buffer.alloc(60, '1'), Buffer.alloc(40, '1')];
    assert.equal((await readResponse(received(...parts))).text.length, 100);
    await rejectsWith('UnexpectedAnswer', readResponse({ ...received(...parts), bodyBytes: 99 }));
  });
});
