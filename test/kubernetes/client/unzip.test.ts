import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { StreamedResponse } from '../../../lib/kubernetes/client/exchange.ts';
import { unzipped } from '../../../lib/kubernetes/client/unzip.ts';
import { GET, readText, withTransport } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

const TEXT = 'one object after the other, '.repeat(20_000);
const ZIPPED = gzipSync(TEXT);

function received(body: StreamedResponse['body'], encoding = 'gzip'): StreamedResponse {
  const headers = { 'content-encoding': encoding };
  return { status: 200, headers, body, request: 'GET /x', bodyBytes: TEXT.length };
}

/** Reads an answer that comes in pieces of so many bytes, compressed unless it is said otherwise. */
function read(body: Buffer, piece: number, encoding?: string): Promise<string> {
  return readText(unzipped(received(pieces(body, piece), encoding)).body);
}

async function* pieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

describe('a compressed body', () => {
  for (const piece of [1, 7, 1_000, 1_000_000]) {
    it(`is read in pieces of ${piece} bytes`, async () => assert.equal(await read(ZIPPED, piece), TEXT));
  }

  it('is left alone where it is none', async () =>
    assert.equal(await read(Buffer.from(TEXT), 1_000, 'identity'), TEXT));

  for (const share of [0, 0.1, 0.5, 0.999]) {
    it(`that ends at ${share} of it is CutStream`, () =>
      rejectsWith('CutStream', read(ZIPPED.subarray(0, Math.floor(ZIPPED.length * share)), 1_000)));
  }

  it('that is damaged is CutStream', () => {
    const damaged = Buffer.from(ZIPPED);
    damaged.fill(0xff, 500, 600);
    return rejectsWith('CutStream', read(damaged, 1_000));
  });

  it('ends as the one that it is read from', async () => {
    async function* breaking(): AsyncGenerator<Buffer> {
      yield ZIPPED.subarray(0, 1_000);
      throw new UpdaterError('Timeout', 'no more came');
    }
    await rejectsWith('Timeout', readText(unzipped(received(breaking())).body));
  });

  it('that is left early is given up', async () => {
    const left = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        yield ZIPPED.subarray(0, ZIPPED.length - 20);
        for (;;) yield await new Promise<Buffer>((resolve) => setImmediate(resolve, Buffer.alloc(0)));
      } finally {
        left.resolve();
      }
    }
    for await (const chunk of unzipped(received(endless())).body) {
      assert.ok(chunk.length > 0);
      break;
    }
    await left.promise;
  });

  it('is asked for where an answer is read as it arrives, and there only', async () => {
    const asked: (string | string[] | undefined)[] = [];
    await withTransport(
      (request, response) => {
        asked.push(request.headers['accept-encoding']);
        const streamed = asked.length === 1;
        if (streamed) response.setHeader('content-encoding', 'gzip');
        response.end(streamed ? ZIPPED : '{}');
      },
      async (transport) => {
        assert.equal(await readText((await transport.stream(GET)).body), TEXT);
        await transport.json(GET);
      },
    );
    assert.deepEqual(asked, ['gzip', undefined]);
  });
});
