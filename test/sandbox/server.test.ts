import assert from 'node:assert/strict';
import { Agent, request as open, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as openTls } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, isList, readJson } from '../../lib/sandbox/json.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../lib/sandbox/server.ts';
import { authority } from '../support/tls-certificate.ts';
import { deployment, rollout, ROLLOUTS } from '../support/sandbox-workloads.ts';

const LIST = '/apis/apps/v1/deployments';
const WEB = '/apis/apps/v1/namespaces/shop/deployments/web';
const PATCH = {
  method: 'PATCH',
  headers: { 'content-type': 'application/json-patch+json' },
  body: '[{"op":"add","path":"/spec/paused","value":true}]',
};

describe('sandbox server', () => {
  let sandbox: Sandbox;

  async function start(options: SandboxOptions = {}): Promise<void> {
    sandbox = await startSandbox({
      objects: [deployment('shop', 'web'), deployment('shop', 'api')],
      ...options,
    });
  }
  afterEach(async () => {
    await sandbox.close();
  });

  /** The code of a network error, of whatever depth. */
  async function failureOf(path: string, init: RequestInit = {}): Promise<unknown> {
    try {
      const response = await fetch(sandbox.url + path, init);
      await response.text();
      return response.status;
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      return cause instanceof Error && 'code' in cause ? cause.code : 'failed';
    }
  }

  it('records what was asked', async () => {
    await start();
    await fetch(`${sandbox.url}${WEB}?fieldManager=image-updater`, PATCH);
    const { method, path, query, headers, body, status, reused } = sandbox.requests[0] ?? {};
    assert.deepEqual(
      { method, path, query, body, status, reused },
      {
        method: 'PATCH',
        path: WEB,
        query: { fieldManager: 'image-updater' },
        body: PATCH.body,
        status: 200,
        reused: false,
      },
    );
    assert.equal(headers?.['content-type'], 'application/json-patch+json');
  });

  it('numbers connections and knows a reused one', async () => {
    await start();
    const agent = new Agent({ keepAlive: true });
    for (let count = 0; count < 2; count += 1) await text(await answer(sandbox.url + LIST, agent));
    agent.destroy();
    assert.deepEqual(
      sandbox.requests.map(({ connection, reused }) => [connection, reused]),
      [
        [1, false],
        [1, true],
      ],
    );
  });

  it('can destroy a keep-alive socket just when it is used again', async () => {
    await start();
    sandbox.fail({ match: { reused: true }, fault: { type: 'drop' } });
    const agent = new Agent({ keepAlive: true });
    await text(await answer(sandbox.url + LIST, agent));
    await assert.rejects(answer(sandbox.url + LIST, agent), { code: 'ECONNRESET' });
    assert.equal((await answer(sandbox.url + LIST, agent)).statusCode, 200);
    agent.destroy();
  });

  it('closes idle sockets', async () => {
    await start();
    const agent = new Agent({ keepAlive: true });
    await text(await answer(sandbox.url + LIST, agent));
    const freed = new Promise((resolve) => {
      for (const socket of Object.values(agent.freeSockets).flat()) socket?.once('close', resolve);
    });
    sandbox.closeIdle();
    await freed;
    assert.deepEqual(Object.values(agent.freeSockets).flat(), []);
    agent.destroy();
  });

  it('answers a whole list of many objects', async () => {
    await start({ objects: Array.from({ length: 2_000 }, (_, index) => deployment('shop', `web-${index}`)) });
    const response = await fetch(sandbox.url + LIST);
    const items = at(readJson(await response.text()), ['items']);
    assert.equal(isList(items) && items.length, 2_000);
  });

  for (const place of [{ afterBytes: 100 }, { insideItem: 1 }, { afterItem: 0 }]) {
    it(`breaks a list off at ${JSON.stringify(place)}`, async () => {
      await start();
      sandbox.fail({ fault: { type: 'cut', at: place, end: 'broken' } });
      const response = await fetch(sandbox.url + LIST);
      assert.equal(response.status, 200);
      await assert.rejects(response.text());
    });

    it(`ends a list at ${JSON.stringify(place)} as if it were whole`, async () => {
      await start();
      sandbox.fail({ fault: { type: 'cut', at: place, end: 'clean' } });
      const response = await fetch(sandbox.url + LIST);
      const short = await response.text();
      assert.throws(() => readJson(short), SyntaxError);
      assert.ok((await (await fetch(sandbox.url + LIST)).text()).startsWith(short));
    });
  }

  it('puts odd items into a list', async () => {
    await start();
    sandbox.fail({ fault: { type: 'insertItem', at: 0, text: 'null' } });
    const items = at(readJson(await (await fetch(sandbox.url + LIST)).text()), ['items']);
    assert.ok(isList(items));
    assert.deepEqual([items.length, items[0]], [3, null]);
  });

  it('applies a patch and loses the answer', async () => {
    await start();
    sandbox.fail({ fault: { type: 'lostAnswer' } });
    assert.notEqual(await failureOf(WEB, PATCH), 200);
    assert.equal(at(sandbox.get('Deployment', 'shop', 'web'), ['spec', 'paused']), true);
    assert.equal(sandbox.requests[0]?.status, undefined);
  });

  it('never answers when told to hang', async () => {
    await start();
    sandbox.fail({ fault: { type: 'hang' } });
    await assert.rejects(fetch(sandbox.url + WEB, { signal: AbortSignal.timeout(100) }), {
      name: 'TimeoutError',
    });
    assert.equal(sandbox.requests[0]?.status, undefined);
  });

  it('closes at once while it hangs', async () => {
    await start({ latencyMs: 1 });
    sandbox.fail({ fault: { type: 'hang' } });
    const lost = failureOf(WEB);
    while (sandbox.requests.length === 0) await sleep(1);
    await sandbox.close();
    assert.notEqual(await lost, 200);
  });

  it('closes at once while requests wait', async () => {
    await start({ latencyMs: 600_000 });
    const lost = failureOf(WEB);
    while (sandbox.requests.length === 0) await sleep(1);
    await sandbox.close();
    assert.notEqual(await lost, 200);
  });

  it('stands for a cluster with users, a policy and a certificate', async () => {
    const ca = authority();
    const user = { username: 'updater@shop.iam.gserviceaccount.com' };
    await start({ tls: ca.issue('cluster'), users: { t: user }, imageOnlyPolicy: user.username });
    assert.match(sandbox.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const agent = new TlsAgent({ ca: ca.cert });
    const statuses = await Promise.all(
      [{}, { authorization: 'Bearer t' }].map(async (headers) => {
        const { body, ...rest } = PATCH;
        const all = { ...rest, headers: { ...rest.headers, ...headers }, agent };
        return new Promise((resolve, reject) => {
          openTls(sandbox.url + WEB, all, ({ statusCode }) => {
            resolve(statusCode);
          })
            .on('error', reject)
            .end(body);
        });
      }),
    );
    agent.destroy();
    assert.deepEqual(statuses, [401, 422]);
  });

  it('waits for latency and delay together', async () => {
    await start({ latencyMs: 20 });
    sandbox.fail({ fault: { type: 'delay', ms: 30 } });
    const before = performance.now();
    assert.equal((await fetch(sandbox.url + WEB)).status, 200);
    assert.ok(performance.now() - before >= 48);
  });

  it('sends Retry-After', async () => {
    await start();
    sandbox.fail({ fault: { type: 'tooManyRequests', retryAfter: '7' } });
    const response = await fetch(sandbox.url + WEB);
    assert.deepEqual([response.status, response.headers.get('retry-after')], [429, '7']);
  });

  it('is healed', async () => {
    await start();
    sandbox.fail({ fault: { type: 'serverError', code: 500 }, times: Infinity });
    assert.equal(await failureOf(WEB), 500);
    sandbox.heal();
    assert.equal(await failureOf(WEB), 200);
  });

  it('shows what a change of a test threw', async () => {
    await start();
    sandbox.fail({ fault: { type: 'otherWriter', change: thrower } });
    const response = await fetch(sandbox.url + WEB, PATCH);
    assert.equal(response.status, 500);
    assert.match(await response.text(), /from the test/);
  });

  it('makes continue tokens too old', async () => {
    await start();
    const first = readJson(await (await fetch(`${sandbox.url}${LIST}?limit=1`)).text());
    const token = at(first, ['metadata', 'continue']);
    assert.ok(typeof token === 'string');
    sandbox.expireContinueTokens();
    assert.equal(await failureOf(`${LIST}?limit=1&continue=${token}`), 410);
  });

  it('serves further kinds', async () => {
    await start({ objects: [rollout('shop', 'web')], resources: [ROLLOUTS] });
    assert.equal(await failureOf('/apis/argoproj.io/v1alpha1/rollouts'), 200);
    assert.equal(sandbox.objects('Rollout').length, 1);
  });

  it('shows changes made past HTTP', async () => {
    await start();
    sandbox.put(deployment('shop', 'web', 'nginx:2'));
    assert.equal(sandbox.undoRollout('Deployment', 'shop', 'web'), true);
    assert.match(await (await fetch(sandbox.url + WEB)).text(), /"image":"nginx:1"/);
    assert.equal(sandbox.remove('Deployment', 'shop', 'web'), true);
    assert.equal(await failureOf(WEB), 404);
  });

  it('refuses connections once it is closed, and may be closed twice', async () => {
    await start();
    await sandbox.close();
    assert.equal(await failureOf(WEB), 'ECONNREFUSED');
  });
});

function thrower(): never {
  throw new Error('from the test');
}

async function answer(url: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    open(url, { agent }, resolve).on('error', reject).end();
  });
}
