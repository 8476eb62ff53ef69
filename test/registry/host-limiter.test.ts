import assert from 'node:assert/strict';
import { hostLimiter } from '../../lib/registry/host-limiter.ts';
import { settle } from '../support/manual-clock.ts';

describe('a limiter of hosts', () => {
  it('runs as many at once as are allowed, for each host', async () => {
    const limiter = hostLimiter(2);
    const running: string[] = [];
    const ends: (() => void)[] = [];
    const work = (host: string) =>
      limiter.run(host, () => {
        running.push(host);
        return new Promise<void>((resolve) => void ends.push(resolve));
      });
    const all = ['a', 'a', 'a', 'b'].map(work);
    await settle();
    assert.deepEqual(running, ['a', 'a', 'b']);
    ends[0]?.();
    await settle();
    assert.deepEqual(running, ['a', 'a', 'b', 'a']);
    for (const end of ends) end();
    await Promise.all(all);
  });

  it('keeps nothing of a host whose work is done or failed', async () => {
    const limiter = hostLimiter(2);
    for (let host = 0; host < 100; host += 1) await limiter.run(String(host), () => Promise.resolve());
    await limiter.run('failing', () => Promise.reject(new Error('d'))).catch(() => undefined);
    assert.equal(limiter.hosts(), 0);
  });
});
