import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { Agent as TlsAgent, request as openTls } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { memberAt, isList, readJson } from '../../lib/sandbox/json.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../lib/sandbox/start-sandbox.ts';
import { authority } from '../support/tls-certificate.ts';
import { deployment, rollout, ROLLOUTS } from '../support/sandbox-workloads.ts';
import { answer, failureOf, LIST, PATCH, WEB } from './requests.ts';

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
    const items = memberAt(readJson(await response.text()), ['items']);
    assert.equal(isList(items) && items.length, 2_000);
  });

  it('closes at once while requests wait', async () => {
    await start({ latencyMs: 600_000 });
    const lost = failureOf(sandbox.url + WEB);
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

  it('serves further kinds', async () => {
    await start({ objects: [rollout('shop', 'web')], resources: [ROLLOUTS] });
    assert.equal(await failureOf(`${sandbox.url}/apis/argoproj.io/v1alpha1/rollouts`), 200);
    assert.equal(sandbox.objects('Rollout').length, 1);
  });

  it('shows changes made past HTTP', async () => {
    await start();
    sandbox.put(deployment('shop', 'web', 'nginx:2'));
    assert.equal(sandbox.undoRollout('Deployment', 'shop', 'web'), true);
    assert.match(await (await fetch(sandbox.url + WEB)).text(), /"image":"nginx:1"/);
    assert.equal(sandbox.remove('Deployment', 'shop', 'web'), true);
    assert.equal(await failureOf(sandbox.url + WEB), 404);
  });

  it('refuses connections once it is closed, and may be closed twice', async () => {
    await start();
    await sandbox.close();
    assert.equal(await failureOf(sandbox.url + WEB), 'ECONNREFUSED');
  });
});
