import assert from 'node:assert/strict';
import { get } from 'node:http';
import sinon from 'sinon';
import { Terminated } from '../../../lib/cli/terminated.ts';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { runServe, type ServeOptions } from '../../../lib/cli/serve/run-serve.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../../support/builders.ts';
import { servedConfig } from '../../support/served-functions.ts';
import { EMAIL, token, withCertificates } from '../../support/google-certificates.ts';
import { images, stored } from '../../support/on-sandbox.ts';
import { withTcp } from '../../support/local-server.ts';
import { run, type Run } from '../../support/cli-in-process.ts';
import { callersConfig } from '../../support/callers-config.ts';

const KEY = 'k';
const CALLBACK = callersConfig(KEY);
const TO = `${REPOSITORY}:v1@${digest(1)}`;

/** On a connection of its own, without the timers of `fetch`. */
function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}

describe('image-updater serve', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  afterEach(() => sandbox.close());

  /** Serves while `use` runs, then ends it as SIGTERM does. */
  async function serving(
    use: (url: string, noted: () => string) => Promise<void>,
    options: Partial<ServeOptions> = {},
    certificates?: URL,
    more = CALLBACK,
  ): Promise<Run> {
    let notes = '';
    const stop = new AbortController();
    const listening = Promise.withResolvers<string>();
    const running = run(
      (context) =>
        runServe(
          { port: 0, host: '127.0.0.1', lingerSeconds: 0, drainSeconds: 5, ...options },
          {
            ...context,
            note: (text) => {
              context.note(text);
              notes += text;
              const [, url] = /(http:\S+)\/doc\//.exec(text) ?? [];
              if (url !== undefined) listening.resolve(url);
            },
          },
          certificates,
        ),
      { environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, more) }, signal: stop.signal },
    );
    try {
      await use(await listening.promise, () => notes);
    } finally {
      stop.abort();
    }
    return running;
  }

  const body = JSON.stringify({ imageName: REPOSITORY, tag: 'v1', digest: digest(1) });
  const post = (url: string, headers: Readonly<Record<string, string>>, text = body) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text });

  it('updates on a call, and ends well', async () => {
    const { code, written } = await serving(async (url) => {
      const answer = await post(`${url}/api/update`, { authorization: `ApiKey ${KEY}` });
      assert.equal(answer.status, 200);
      await answer.text();
    });
    assert.equal(code, EXIT.done);
    assert.deepEqual(images(sandbox), { app: TO });
    assert.match(written, /"Image updated"/);
  });

  it('updates on a push of Pub/Sub that proves itself, and on no other', () =>
    withCertificates(async (certificates) => {
      const event = JSON.stringify({
        action: 'INSERT',
        tag: `${REPOSITORY}:v1`,
        digest: `${REPOSITORY}@${digest(1)}`,
      });
      const message = {
        message: { data: btoa(event), messageId: '1', publishTime: new Date().toISOString() },
      };
      await serving(
        async (url) => {
          const to = `${url}/projects/shop/topics/gcr`;
          for (const headers of [
            {},
            { 'x-api-key': KEY },
            { authorization: `Bearer ${token({ aud: 'x' })}` },
          ])
            assert.equal((await post(to, headers, JSON.stringify(message))).status, 401);
          for (const [topic, account, status] of [
            ['other', EMAIL, 403],
            ['gcr', 'api@shop.iam.gserviceaccount.com', 401],
            ['gcr', EMAIL, 204],
          ] as const) {
            const headers = { authorization: `Bearer ${token({ email: account })}` };
            const path = `${url}/projects/shop/topics/${topic}`;
            assert.equal((await post(path, headers, JSON.stringify(message))).status, status);
          }
          const call = await post(`${url}/api/update`, { authorization: `Bearer ${token()}` });
          assert.equal(call.status, 401);
        },
        {},
        certificates,
        `${CALLBACK.replace(EMAIL, 'api@shop.iam.gserviceaccount.com')}repositories: ['**']
pushers: [{ email: '${EMAIL}', topics: [projects/shop/topics/gcr] }]\n`,
      );
      assert.deepEqual(images(sandbox), { app: TO });
    }));

  it('answers a problem to JSON that cannot be read', async () => {
    await serving(async (url) => {
      const answer = await post(`${url}/api/update`, { 'x-api-key': KEY }, '{');
      assert.deepEqual(
        [answer.status, answer.headers.get('content-type')?.slice(0, 24)],
        [400, 'application/problem+json'],
      );
    });
  });

  it('lets nobody in where nobody is configured, and says so', async () => {
    const { noted } = await serving(
      async (url) => assert.equal((await post(`${url}/api/update`, { 'x-api-key': KEY })).status, 401),
      {},
      undefined,
      '',
    );
    assert.match(noted, /`callback`/);
  });

  it('shows a random key for development at start, which may call', async () => {
    let shown = '';
    const { noted } = await serving(
      async (url, note) => {
        [, shown = ''] = /API key of this run: (\S+)/.exec(note()) ?? [];
        assert.equal((await post(`${url}/api/update`, { 'x-api-key': shown })).status, 200);
        assert.equal((await post(`${url}/api/update`, { 'x-api-key': 'development' })).status, 401);
      },
      { developmentKey: true },
      undefined,
      '',
    );
    assert.ok(shown.length > 40 && noted.includes(shown));
  });

  it('takes a key for development on an address of others for wrong use', async () => {
    const options = { port: 0, host: '0.0.0.0', lingerSeconds: 0, drainSeconds: 1, developmentKey: true };
    const { code } = await run((context) => runServe(options, context), {
      environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }) },
    });
    assert.equal(code, EXIT.misuse);
  });

  it('shows metrics where they are wanted', async () => {
    await serving(async (url) => assert.equal((await fetch(`${url}/metrics`)).status, 200), {
      metrics: true,
    });
    await serving(async (url) => assert.equal((await fetch(`${url}/metrics`)).status, 404));
  });

  it('on SIGTERM serves on for --linger-seconds with /ready at 503, then ends', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const listening = Promise.withResolvers<string>();
    const lingering = Promise.withResolvers<void>();
    const stop = new AbortController();
    const note = (text: string): void => {
      const [, url] = /(http:\S+)\/doc\//.exec(text) ?? [];
      if (url !== undefined) listening.resolve(url);
      if (text.includes('/ready')) lingering.resolve();
    };
    const options = { port: 0, host: '127.0.0.1', lingerSeconds: 600, drainSeconds: 5 };
    const environment = { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }) };
    const running = run((context) => runServe(options, { ...context, note }), {
      environment,
      signal: stop.signal,
    });
    try {
      const url = await listening.promise;
      stop.abort(new Terminated());
      await lingering.promise;
      assert.deepEqual([await statusOf(`${url}/ready`), await statusOf(`${url}/health`)], [503, 200]);
      await clock.tickAsync(600_000);
      assert.equal((await running).code, EXIT.done);
    } finally {
      clock.restore();
    }
  });

  it('takes a port that is taken for wrong use', () =>
    withTcp(
      () => undefined,
      async ({ port }) => {
        const options = { port: Number(port), host: '127.0.0.1', lingerSeconds: 0, drainSeconds: 1 };
        const { code } = await run((context) => runServe(options, context), {
          environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }) },
        });
        assert.equal(code, EXIT.misuse);
      },
    ));

  it('takes a configuration that cannot be used for wrong use', async () => {
    const options = {
      port: 0,
      host: '127.0.0.1',
      lingerSeconds: 0,
      drainSeconds: 1,
      config: '/no/such/file',
    };
    assert.equal((await run((context) => runServe(options, context))).code, EXIT.misuse);
  });
});
