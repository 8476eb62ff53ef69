import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { memberAt, isList, readJson } from '../../lib/sandbox/json.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../lib/sandbox/start-sandbox.ts';
import { deployment } from '../support/sandbox-workloads.ts';
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

  it('can destroy a keep-alive socket just when it is used again', async () => {
    await start();
    sandbox.fail({ match: { reused: true }, fault: { type: 'drop' } });
    const agent = new Agent({ keepAlive: true });
    await text(await answer(sandbox.url + LIST, agent));
    await assert.rejects(answer(sandbox.url + LIST, agent), { code: 'ECONNRESET' });
    assert.equal((await answer(sandbox.url + LIST, agent)).statusCode, 200);
    agent.destroy();
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
    const items = memberAt(readJson(await (await fetch(sandbox.url + LIST)).text()), ['items']);
    assert.ok(isList(items));
    assert.deepEqual([items.length, items[0]], [3, null]);
  });

  it('applies a patch and loses the answer', async () => {
    await start();
    sandbox.fail({ fault: { type: 'lostAnswer' } });
    assert.notEqual(await failureOf(sandbox.url + WEB, PATCH), 200);
    assert.equal(memberAt(sandbox.get('Deployment', 'shop', 'web'), ['spec', 'paused']), true);
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
    const lost = failureOf(sandbox.url + WEB);
    while (sandbox.requests.length === 0) await sleep(1);
    await sandbox.close();
    assert.notEqual(await lost, 200);
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
    assert.equal(await failureOf(sandbox.url + WEB), 500);
    sandbox.heal();
    assert.equal(await failureOf(sandbox.url + WEB), 200);
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
    const token = memberAt(first, ['metadata', 'continue']);
    assert.ok(typeof token === 'string');
    sandbox.expireContinueTokens();
    assert.equal(await failureOf(`${sandbox.url}${LIST}?limit=1&continue=${token}`), 410);
  });
});

function thrower(): never {
  throw new Error('from the test');
}
