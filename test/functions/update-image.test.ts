import assert from 'node:assert/strict';
import type { OutgoingMessage, Publish } from '../../lib/core/event/message.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { objectOr, parseJson } from '../../lib/core/text/json.ts';
import { parseUpdateRecords } from '../../lib/core/workload/applied-state.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { EMAIL, token, withCertificates } from '../support/google-certificates.ts';
import { images, now, patches, stored } from '../support/on-sandbox.ts';
import { complaints } from '../support/report-builders.ts';
import { servedConfig, parsed, sent, serving, type Served } from '../support/served-functions.ts';
import { posted } from '../support/deliveries.ts';
import { CALL } from '../support/update-call.ts';
import { CALLBACK, type Answered, call } from './api-calls.ts';

const TO = `${REPOSITORY}:v1@${digest(1)}`;
const REPLAY = { project: 'p', topic: 'replay' };

const totals = ({ body }: Answered): unknown => objectOr(body['report'])['totals'];

describe('updateImage', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  afterEach(() => sandbox.close());

  const served = (use: (served: Served) => Promise<void>, callback = CALLBACK) =>
    serving(servedConfig({ test: sandbox }, callback), use);

  it('updates as a push of the registry does, answers the report, and notes who called', () =>
    served(async ({ callUrl, lines }) => {
      const { status, type, body } = await call(`${callUrl}/api/update`);
      assert.deepEqual([status, type], [200, 'application/json']);
      assert.deepEqual(images(sandbox), { app: TO });
      assert.deepEqual(complaints(body['report']), []);
      assert.equal(objectOr(objectOr(body['report'])['push'])['caller'], 'ci');
      assert.equal(parseUpdateRecords(now(sandbox)).get('app')?.by, 'ci');
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

  it('plans where a dry run is asked for, changes nothing, and logs one line', () =>
    served(async ({ callUrl, lines }) => {
      const answer = await call(`${callUrl}/api/update?dryRun=true`);
      assert.equal(answer.status, 200);
      assert.equal(objectOr(totals(answer))['planned'], 1);
      assert.equal(patches(sandbox).length, 0);
      assert.deepEqual(
        lines.map(parsed).map(({ severity, message }) => [severity, message]),
        [['INFO', 'Dry run']],
      );
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
        servedConfig({ test: sandbox }, CALLBACK),
        async ({ callUrl }) => {
          const { status } = await call(`${callUrl}/api/update`, CALL, {
            authorization: `Bearer ${token()}`,
          });
          assert.equal(status, 200);
          assert.equal(parseUpdateRecords(now(sandbox)).get('app')?.by, EMAIL);
          const other = { authorization: `Bearer ${token({ email: 'b@shop.example' })}` };
          assert.equal((await call(`${callUrl}/api/update`, CALL, other)).status, 401);
        },
        { certificates },
      ),
    ));

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
      Promise.resolve(all.map(() => ({ fault: new UpdaterError('NoTopic', 'gone') })));
    beforeEach(() => void messages.splice(0));

    const away = (publish: Publish | undefined, use: (url: string) => Promise<void>) =>
      serving(
        `${servedConfig({ test: sandbox })}  - { name: away, server: 'http://127.0.0.1:1' }\n${CALLBACK}`,
        ({ callUrl }) => use(`${callUrl}/api/update`),
        publish === undefined ? {} : { changes: { replay: { topic: REPLAY, publish } } },
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
});
