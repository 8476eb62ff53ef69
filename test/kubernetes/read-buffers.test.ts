import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { sweeping } from '../../lib/kubernetes/read-buffers.ts';

const CHUNK = 64 * 1024;

async function* reads(count: number, made: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for (let i = 0; i < count; i += 1) {
    const chunk = Buffer.alloc(CHUNK, i);
    made(chunk);
    yield await Promise.resolve(chunk);
  }
}

describe('sweeping read buffers', () => {
  it('passes every chunk on', async () => {
    const firsts: unknown[] = [];
    for await (const chunk of sweeping(reads(100, () => undefined))) firsts.push(chunk[0]);
    assert.deepEqual(
      firsts,
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  it('has those that were passed collected', async () => {
    let made = 0;
    let collected = 0;
    const registry = new FinalizationRegistry(() => (collected += 1));
    const count = 200;
    for await (const chunk of sweeping(reads(count, (buffer) => registry.register(buffer, undefined)))) {
      made += chunk.length;
    }
    // The registry is told in a task of its own.
    await delay(50);
    assert.equal(made, count * CHUNK);
    assert.ok(collected > count / 2, `${collected} of ${count}`);
  });
});
