import assert from 'node:assert/strict';
import { createServer, request as send } from 'node:http';
import { once } from 'node:events';
import { readBody } from '../../lib/serve/read-body.ts';
import { portOf } from '../functions/serving.ts';

/** What is read of a body that is sent so. */
async function readOf(
  chunks: readonly string[],
  headers: Record<string, string>,
): Promise<number | undefined> {
  const read = Promise.withResolvers<number | undefined>();
  const server = createServer((request, response) => {
    const body = readBody(request, 10);
    read.resolve(body.then((bytes) => bytes?.length));
    void body.finally(() => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = send({ port: portOf(server), host: '127.0.0.1', method: 'POST', headers });
  client.on('error', () => undefined).on('response', (response) => response.resume());
  for (const chunk of chunks) client.write(chunk);
  client.end();
  try {
    return await read.promise;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('the body of a request', () => {
  for (const [what, chunks, headers, length] of [
    ['is read in pieces', ['01234', '56789'], {}, 10],
    ['is not read on beyond the limit', ['01234', '56789', 'x'], {}, undefined],
    [
      'is not begun where it says that it is too long',
      ['0'.repeat(11)],
      { 'content-length': '11' },
      undefined,
    ],
    ['may be empty', [], {}, 0],
  ] as const)
    it(what, async () => assert.equal(await readOf(chunks, headers), length));
});
