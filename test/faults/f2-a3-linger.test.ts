import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { start } from '../support/cli-process.ts';

const CONFIG = "clusters: [{ name: away, server: 'http://127.0.0.1:1' }]";

interface Answer {
  /** `refused` where nobody listens. */
  readonly status: number | 'refused';
  readonly keepAlive?: string | undefined;
}

/** Asks on a connection of its own. */
function ask(url: string): Promise<Answer> {
  return new Promise((resolve) => {
    get(url, { agent: false, headers: { connection: 'keep-alive' } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, keepAlive: String(response.headers['keep-alive']) });
      response.destroy();
    }).on('error', () => resolve({ status: 'refused' }));
  });
}

/** `image-updater serve` as a process while `use` runs. */
async function whileServing(use: (url: string, terminate: () => void) => Promise<void>): Promise<void> {
  const child = start({ IMAGE_UPDATER_CONFIG: CONFIG }, 'serve', '--port', '0');
  const ended = once(child, 'exit');
  const listening = Promise.withResolvers<string>();
  let noted = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    noted += text;
    const [, url] = /(http:\S+?)\/doc\//.exec(noted) ?? [];
    if (url !== undefined) listening.resolve(url);
  });
  void ended.then(() => listening.reject(new Error(`the process ended: ${noted}`)));
  try {
    await use(await listening.promise, () => void child.kill('SIGTERM'));
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** What /ready says once it is another thing than before. */
async function nextReadiness(url: string): Promise<Answer['status']> {
  for (;;) {
    const { status } = await ask(`${url}/ready`);
    if (status !== 200) return status;
  }
}

describe('image-updater serve after SIGTERM', () => {
  it('says at /ready that it is not, to who connects then', () =>
    whileServing(async (url, terminate) => {
      terminate();
      assert.equal(await nextReadiness(url), 503);
    }));

  it('serves who connects before the load balancer has noticed', () =>
    whileServing(async (url, terminate) => {
      terminate();
      await nextReadiness(url);
      assert.equal((await ask(`${url}/openapi.json`)).status, 200);
    }));
});

describe('an idle connection to image-updater serve', () => {
  it('is kept for longer than the 600 s of a load balancer of Google', () =>
    whileServing(async (url) => {
      const { keepAlive = '' } = await ask(`${url}/health`);
      const seconds = Number(/timeout=(\d+)/.exec(keepAlive)?.[1]);
      assert.ok(seconds > 600, `expected more than 600 s, got ${keepAlive}`);
    }));
});
