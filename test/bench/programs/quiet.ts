/** A caller who asks for `/health` every 50 ms, on a connection of its own each time: `quiet.js <address>`. */
import { get } from 'node:http';
import { answering } from './answering.ts';

const [address = ''] = process.argv.slice(2);
const EVERY_MS = 50;
/** An answer that is late, is not 200, or does not come counts as that slow. */
const PATIENCE_MS = 30_000;

/** Those without an answer yet; none rejects. */
const waiting = new Set<Promise<void>>();
let slowest = 0;

async function ask(): Promise<void> {
  const time = await timeToHealth();
  slowest = Math.max(slowest, time);
}

function timeToHealth(): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve) => {
    const never = (): void => resolve(PATIENCE_MS);
    const options = { agent: false, signal: AbortSignal.timeout(PATIENCE_MS) };
    get(`${address}/health`, options, (response) => {
      response.on('error', never).resume();
      response.on('end', () =>
        resolve(response.statusCode === 200 ? performance.now() - begin : PATIENCE_MS),
      );
    }).on('error', never);
  });
}

setInterval(() => {
  const asked = ask().finally(() => waiting.delete(asked));
  waiting.add(asked);
}, EVERY_MS);

answering('', {
  /** The slowest answer since this was asked last, in ms, once those that are on their way are there. */
  slowest: async () => {
    await Promise.all(waiting);
    const result = slowest;
    slowest = 0;
    return result;
  },
});
