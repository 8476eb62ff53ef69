import assert from 'node:assert/strict';
import { request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { token } from '../support/google-certificates.ts';
import { stored } from '../support/on-sandbox.ts';
import { servedConfig, readLabels, serving, type Served } from '../support/served-functions.ts';
import { CALL } from '../support/update-call.ts';
import { KEY, CALLBACK, call, answered } from './api-calls.ts';

/** A call whose body comes later; it is under way once a second one is answered 429. */
function pendingCall(url: string) {
  const headers = { authorization: `ApiKey ${KEY}`, 'content-type': 'application/json' };
  const sending = request(url, { method: 'POST', headers });
  sending.flushHeaders();
  const isUnderWay = (async () => {
    while ((await call(`${url}?dryRun=true`, {})).status !== 429) await setImmediate();
  })();
  const end = async (body: string): Promise<number> => {
    const status = Promise.withResolvers<number>();
    sending.once('response', (answer) => status.resolve(answer.resume().statusCode ?? 0)).end(body);
    return status.promise;
  };
  return { isUnderWay, end };
}

describe('updateImage', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  afterEach(() => sandbox.close());

  const served = (use: (served: Served) => Promise<void>, callback = CALLBACK) =>
    serving(servedConfig({ test: sandbox }, callback), use);

  /** Whose the keys are, for what is refused once it is known who calls. */
  const callers: Readonly<Record<string, string>> = { [KEY]: 'ci', k2: 'other-images', k3: 'other-clusters' };
  const refused: readonly (readonly [string, unknown, Readonly<Record<string, string>>, number, string?])[] =
    [
      ['without proof', CALL, {}, 401, 'Unauthenticated'],
      ['with another key', CALL, { 'x-api-key': 'k' }, 401, 'Unauthenticated'],
      ['with a key for other repositories', CALL, { 'x-api-key': 'k2' }, 403, 'PermissionDenied'],
      ['with a key for other clusters', CALL, { 'x-api-key': 'k3' }, 403, 'PermissionDenied'],
      ['of something else', { imageName: 'a/b' }, { 'x-api-key': KEY }, 400, 'WrongShape'],
      ['of a bad name', { imageName: 'A B', tag: 'v1' }, { 'x-api-key': KEY }, 400, 'InvalidReference'],
      ['of text', 'imageName=a', { 'x-api-key': KEY, 'content-type': 'text/plain' }, 415, 'NotJson'],
      [
        'of a form',
        'imageName=a',
        { 'x-api-key': KEY, 'content-type': 'application/x-www-form-urlencoded' },
        415,
        'NotJson',
      ],
      ['of nothing', '', { 'x-api-key': KEY }, 400, 'EmptyBody'],
      ['of more than 64 KB', { ...CALL, more: 'x'.repeat(65_536) }, { 'x-api-key': KEY }, 413, 'TooLarge'],
    ];
  for (const [what, body, headers, status, reason] of refused)
    it(`answers a call ${what} with ${status}, logs why, and touches no cluster`, () =>
      served(async ({ callUrl, lines }) => {
        const answer = await call(`${callUrl}/api/update`, body, headers);
        assert.deepEqual([answer.status, answer.type], [status, 'application/problem+json']);
        assert.equal(answer.body['status'], status);
        assert.equal(answer.body['reason'], reason);
        assert.equal(sandbox.requests.length, 0);
        const caller = callers[headers['x-api-key'] ?? ''];
        assert.deepEqual(lines.map(readLabels), [{ ...(caller !== undefined && { caller }), reason }]);
        assert.doesNotMatch(lines.join(), /hush|k2|k3/);
      }));

  it('lets nobody in where nothing is configured, and the log says how to open it', () =>
    served(async ({ callUrl, lines }) => {
      const { status, headers, body } = await call(`${callUrl}/api/update`);
      assert.equal(status, 401);
      assert.equal(headers.get('www-authenticate'), 'Bearer, ApiKey');
      assert.doesNotMatch(JSON.stringify(body), /callback\./);
      assert.match(lines.join(), /callback\.keys/);
    }, ''));

  it('asks whoever cannot be told apart now to come again', () =>
    serving(
      servedConfig({ test: sandbox }, CALLBACK),
      async ({ callUrl }) => {
        const { status } = await call(`${callUrl}/api/update`, CALL, { authorization: `Bearer ${token()}` });
        assert.equal(status, 503);
      },
      { certificates: new URL('http://127.0.0.1:1/') },
    ));

  for (const query of ['dryRun=yes', 'dryRun=', 'dryRun=true&dryRun=false'])
    it(`does nothing on ?${query}`, () =>
      served(async ({ callUrl }) => {
        assert.equal((await call(`${callUrl}/api/update?${query}`)).status, 400);
        assert.equal(sandbox.requests.length, 0);
      }));

  it('works on so many calls at once, and answers the next with 429', () =>
    serving(
      servedConfig({ test: sandbox }, CALLBACK.replace('callback: {', 'callback: { callsInFlight: 1,')),
      async ({ callUrl }) => {
        const url = `${callUrl}/api/update`;
        const first = pendingCall(url);
        await first.isUnderWay;
        const second = await call(url);
        assert.equal(second.status, 429);
        assert.equal(second.headers.get('retry-after'), '5');
        assert.equal(await first.end(JSON.stringify(CALL)), 200);
        assert.equal((await call(url)).status, 200);
      },
    ));

  for (const [path, method, status] of [
    ['/health', 'GET', 200],
    ['/health', 'HEAD', 200],
    ['/ready', 'GET', 200],
    ['/ready?a=b', 'GET', 200],
    ['/api/update', 'GET', 405],
    ['/api/update', 'DELETE', 405],
    ['/health', 'POST', 405],
    ['/', 'GET', 404],
    ['//', 'GET', 404],
    ['/constructor', 'GET', 404],
    ['/api/update/', 'POST', 404],
  ] as const)
    it(`answers ${method} ${path} with ${status}`, () =>
      served(async ({ callUrl }) => {
        const answer = await answered(await fetch(callUrl + path, { method }));
        assert.equal(answer.status, status);
        assert.equal(answer.type, status === 200 ? 'application/json' : 'application/problem+json');
        if (status === 405) assert.ok(answer.headers.has('allow'));
      }));
});
