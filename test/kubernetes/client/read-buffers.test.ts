import assert from 'node:assert/strict';
import { collectReadBuffers } from '../../../lib/kubernetes/client/read-buffers.ts';

const CHUNK = 64 * 1024;

async function* reads(count: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < count; i += 1) yield await Promise.resolve(Buffer.alloc(CHUNK, i));
}

/** How far the memory of buffers rises, in bytes, while so many chunks are read. */
async function riseOver(chunks: AsyncIterable<Buffer>): Promise<number> {
  const before = process.memoryUsage().arrayBuffers;
  let rise = 0;
  for await (const chunk of chunks) {
    assert.equal(chunk.length, CHUNK);
    rise = Math.max(rise, process.memoryUsage().arrayBuffers - before);
  }
  return rise;
}

describe('sweeping read buffers', () => {
  it('passes every chunk on', async () => {
    const firsts: unknown[] = [];
    for await (const chunk of collectReadBuffers(reads(100))) firsts.push(chunk[0]);
    assert.deepEqual(
      firsts,
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  it('keeps few of them in memory, however many there are', async () => {
    const rise = await riseOver(collectReadBuffers(reads(3000)));
    assert.ok(rise < 16 * 1024 * 1024, `${rise} bytes`);
  });
});
