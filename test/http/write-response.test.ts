import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { textResponse } from '../../lib/http/http-response.ts';
import { writeResponse } from '../../lib/http/write-response.ts';
import { closeServer, listen } from '../support/local-server.ts';

/** What a caller gets of a response. */
async function written(status: number, method: string): Promise<readonly unknown[]> {
  const server = createServer((_request, response) =>
    writeResponse(response, textResponse(status, 'text/plain', 'ä'), { 'x-more': 'b' }),
  );
  const port = await listen(server);
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method });
    const headers = ['content-length', 'x-more'].map((name) => answer.headers.get(name));
    return [answer.status, ...headers, await answer.text()];
  } finally {
    await closeServer(server);
  }
}

describe('a response that is written', () => {
  for (const [status, method, length, body] of [
    [200, 'GET', '3', 'ä\n'],
    [200, 'HEAD', '3', ''],
    [204, 'GET', null, ''],
  ] as const)
    it(`has status, headers, length and content: ${status} to ${method}`, async () =>
      assert.deepEqual(await written(status, method), [status, length, 'b', body]));
});
