import assert from 'node:assert/strict';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { breakOff, writePieces } from '../../lib/sandbox/stream.ts';
import type { Piece } from '../../lib/sandbox/pager.ts';
import { listen } from '../support/local-server.ts';

async function listening(
  handler: (response: ServerResponse) => Promise<void>,
): Promise<{ server: Server; url: string }> {
  const server = createServer((_, response) => {
    handler(response).catch(() => response.destroy());
  });
  return { server, url: `http://127.0.0.1:${await listen(server)}` };
}

async function answerOf(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, resolve).on('error', reject);
  });
}

function* manyPieces(count: number, taken: () => void = () => undefined): Generator<Piece> {
  for (let index = 0; index < count; index += 1) {
    taken();
    yield { text: Buffer.alloc(10_000, 'x'), item: index };
  }
}

describe('sandbox streams', () => {
  it('write every piece', async () => {
    const { server, url } = await listening(async (response) => {
      await writePieces(response, manyPieces(300));
      response.end();
    });
    const response = await fetch(url);
    assert.equal((await response.text()).length, 3_000_000);
    server.close();
  });

  it('wait for a client that does not read, and stop when it goes away', async () => {
    let taken = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const { server, url } = await listening(async (response) => {
      await writePieces(
        response,
        manyPieces(100_000, () => (taken += 1)),
      );
      resolve();
    });
    const answer = await answerOf(url);
    answer.destroy();
    await promise;
    assert.ok(taken > 0 && taken < 100_000);
    server.close();
  });

  it('break off after all that was written has arrived', async () => {
    const { server, url } = await listening(async (response) => {
      await writePieces(response, manyPieces(100));
      await breakOff(response);
    });
    const answer = await answerOf(url);
    let received = 0;
    answer.on('data', (chunk: Buffer) => (received += chunk.length));
    const error = await new Promise((resolve) => answer.on('error', resolve));
    assert.ok(error instanceof Error);
    assert.deepEqual([received, answer.complete], [1_000_000, false]);
    server.close();
  });
});
