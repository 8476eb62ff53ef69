import assert from 'node:assert/strict';
import { request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { OutgoingMessage, Publish } from '../../lib/core/event/message.ts';
import { Fault } from '../../lib/core/errors/fault.ts';
import { isObject, objectOr, parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import { parseRecord } from '../../lib/core/workload/applied-state.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/server.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { AUDIENCE, EMAIL, token, withCertificates } from '../support/google-certificates.ts';
import { images, now, patches, stored } from '../support/on-sandbox.ts';
import { complaints } from '../support/report-builders.ts';
import { configOf, labelsOf, parsed, sent, serving, type Served } from '../support/served-functions.ts';
import { posted } from '../support/deliveries.ts';
import { sha256 } from '../support/sha256.ts';

const KEY = 'hush-hush';
const CALLBACK = `callback: { keys: [{ name: ci, sha256: ${sha256(KEY)} },
  { name: other-images, sha256: ${sha256('k2')}, repositories: ['docker.io/**'] },
  { name: other-clusters, sha256: ${sha256('k3')}, clusters: [production] },
  { name: this-cluster, sha256: ${sha256('k4')}, clusters: [te*] }],
  audiences: ['${AUDIENCE}'], emails: ['${EMAIL}'] }\n`;
const CALL = { imageName: REPOSITORY, tag: 'v1', digest: digest(1) };
const TO = `${REPOSITORY}:v1@${digest(1)}`;
const REPLAY = { project: 'p', topic: 'replay' };

interface Answered {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly body: JsonObject;
}

async function call(
  url: string,
  body: unknown = CALL,
  headers: Readonly<Record<string, string>> = { authorization: `ApiKey ${KEY}` },
): Promise<Answered> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return answered(answer);
}

async function answered(answer: Response): Promise<Answered> {
  const body = parseJson(await answer.text());
  const type = answer.headers.get('content-type')?.replace(/;.*/, '') ?? '';
  return { status: answer.status, type, headers: answer.headers, body: isObject(body) ? body : {} };
}

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

const totals = ({ body }: Answered): unknown => objectOr(body['report'])['totals'];

describe('updateImage', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  afterEach(() => sandbox.close());

  const served = (use: (served: Served) => Promise<void>, callback = CALLBACK) =>
    serving(configOf({ test: sandbox }, callback), use);

  it('updates as a push of the registry does, answers the report, and notes who called', () =>
    served(async ({ callUrl, lines }) => {
      const { status, type, body } = await call(`${callUrl}/api/update`);
      assert.deepEqual([status, type], [200, 'application/json']);
      assert.deepEqual(images(sandbox), { app: TO });
      assert.deepEqual(complaints(body['report']), []);
      assert.equal(objectOr(objectOr(body['report'])['push'])['caller'], 'ci');
      assert.equal(parseRecord(now(sandbox)).get('app')?.by, 'ci');
      assert.match(JSON.stringify(sandbox.objects('Deployment')), /"image-updater: [^"]*, by ci"/);
      assert.deepEqual(objectOr(parsed(lines.at(-1) ?? '')['delivery'])['shape'], 'api');
    }));

  it('changes nothing where the event of the registry was there before', () =>
    served(async ({ url, callUrl }) => {
      const event = { action: 'INSERT', digest: `${REPOSITORY}@${digest(1)}`, tag: `${REPOSITORY}:v1` };
      assert.equal(await sent(url, posted(event, { path: '/projects/shop/topics/gcr' })), 204);
      const before = images(sandbox);
      for (const body of [CALL, { ...CALL, digest: undefined }]) {
        const { status } = await call(`${callUrl}/api/update`, body);
        assert.equal(status, 200);
      }
      assert.deepEqual(images(sandbox), before);
    }));

  it('plans where a dry run is asked for, and changes and logs nothing', () =>
    served(async ({ callUrl, lines }) => {
      const answer = await call(`${callUrl}/api/update?dryRun=true`);
      assert.equal(answer.status, 200);
      assert.equal(objectOr(totals(answer))['planned'], 1);
      assert.deepEqual([patches(sandbox).length, lines.length], [0, 0]);
    }));

  it('says that Docker Hub is meant where no registry is named', () =>
    served(async ({ callUrl }) => {
      const { status, body } = await call(`${callUrl}/api/update`, { imageName: 'web', tag: 'v1' });
      assert.equal(status, 200);
      assert.equal(typeof body['note'], 'string');
    }));

  it('says that nothing runs the image', () =>
    served(async ({ callUrl }) => {
      const { status, body } = await call(`${callUrl}/api/update`, {
        imageName: 'h.example/none',
        tag: 'v1',
      });
      assert.equal(status, 200);
      assert.equal(typeof body['note'], 'string');
      const mine = await call(`${callUrl}/api/update`);
      assert.ok(!('note' in mine.body));
    }));

  it('lets in the account of a token of Google', () =>
    withCertificates((certificates) =>
      serving(
        configOf({ test: sandbox }, CALLBACK),
        async ({ callUrl }) => {
          const { status } = await call(`${callUrl}/api/update`, CALL, {
            authorization: `Bearer ${token()}`,
          });
          assert.equal(status, 200);
          assert.equal(parseRecord(now(sandbox)).get('app')?.by, EMAIL);
          const other = { authorization: `Bearer ${token({ email: 'b@shop.example' })}` };
          assert.equal((await call(`${callUrl}/api/update`, CALL, other)).status, 401);
        },
        {},
        {},
        certificates,
      ),
    ));

  const refused: readonly (readonly [string, unknown, Readonly<Record<string, string>>, number, string?])[] =
    [
      ['without proof', CALL, {}, 401, 'UnknownCaller'],
      ['with another key', CALL, { 'x-api-key': 'k' }, 401, 'UnknownCaller'],
      ['with a key for other repositories', CALL, { 'x-api-key': 'k2' }, 403, 'NotForCaller'],
      ['with a key for other clusters', CALL, { 'x-api-key': 'k3' }, 403, 'NotForCaller'],
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
        assert.deepEqual(lines.map(labelsOf), [{ reason }]);
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
      configOf({ test: sandbox }, CALLBACK),
      async ({ callUrl }) => {
        const { status } = await call(`${callUrl}/api/update`, CALL, { authorization: `Bearer ${token()}` });
        assert.equal(status, 503);
      },
      {},
      {},
      new URL('http://127.0.0.1:1/'),
    ));

  for (const query of ['dryRun=yes', 'dryRun=', 'dryRun=true&dryRun=false'])
    it(`does nothing on ?${query}`, () =>
      served(async ({ callUrl }) => {
        assert.equal((await call(`${callUrl}/api/update?${query}`)).status, 400);
        assert.equal(sandbox.requests.length, 0);
      }));

  it('answers a failure that stays with a problem that holds the report', () =>
    served(async ({ callUrl }) => {
      sandbox.fail({ fault: { type: 'webhook', webhook: 'deny', message: 'no', code: 403 } });
      const answer = await call(`${callUrl}/api/update`);
      assert.deepEqual([answer.status, answer.type], [502, 'application/problem+json']);
      assert.deepEqual(complaints(answer.body['report']), []);
    }));

  describe('where a cluster is out of reach', () => {
    const messages: OutgoingMessage[] = [];
    const taking: Publish = (_topic, all) => {
      messages.push(...all);
      return Promise.resolve(all.map(() => ({ id: '1' })));
    };
    const losing: Publish = (_topic, all) =>
      Promise.resolve(all.map(() => ({ fault: new Fault('NoTopic', 'gone') })));
    beforeEach(() => void messages.splice(0));

    const away = (publish: Publish | undefined, use: (url: string) => Promise<void>) =>
      serving(
        `${configOf({ test: sandbox })}  - { name: away, server: 'http://127.0.0.1:1' }\n${CALLBACK}`,
        ({ callUrl }) => use(`${callUrl}/api/update`),
        {},
        publish === undefined ? {} : { replay: { topic: REPLAY, publish } },
      );

    it('queues the push where there is a topic for replays, with its time and id', () =>
      away(taking, async (url) => {
        const { status, body } = await call(url);
        assert.deepEqual([status, body['requeued']], [202, true]);
        const push = objectOr(objectOr(body['report'])['push']);
        const [message] = messages;
        assert.deepEqual(parseJson(new TextDecoder().decode(message?.data)), {
          action: 'INSERT',
          tag: `${REPOSITORY}:v1`,
          digest: `${REPOSITORY}@${digest(1)}`,
        });
        assert.deepEqual(message?.attributes, {
          'image-updater-published-at': String(Date.parse(String(push['publishedAt']))),
          'image-updater-push-id': push['id'],
        });
        assert.deepEqual(images(sandbox), { app: TO });
      }));

    for (const [what, publish] of [
      ['there is no such topic', undefined],
      ['the topic does not take it', losing],
    ] as const)
      it(`answers 502 where ${what}`, () =>
        away(publish, async (url) => {
          const { status, body } = await call(url);
          assert.deepEqual([status, body['requeued']], [502, undefined]);
        }));

    it('does not queue a dry run', () =>
      away(taking, async (url) => {
        assert.equal((await call(`${url}?dryRun=true`)).status, 502);
        assert.deepEqual(messages, []);
      }));

    it('leaves clusters alone that the key does not name', () =>
      away(taking, async (url) => {
        const { status } = await call(url, CALL, { 'x-api-key': 'k4' });
        assert.deepEqual([status, messages], [200, []]);
        assert.deepEqual(images(sandbox), { app: TO });
      }));
  });

  it('works on so many calls at once, and answers the next with 429', () =>
    serving(
      configOf({ test: sandbox }, CALLBACK.replace('callback: {', 'callback: { callsInFlight: 1,')),
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
