/**
 * What Pub/Sub sends and Google's emulator does not: a token, the number of the attempt, ordering keys, and messages
 * that a filter or a transform of the subscription would have kept back. `test/e2e/pubsub/cannot-show.ts` names these.
 */
import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { SUBSCRIPTION } from '../support/deliveries.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { images, patches, stored } from '../support/on-sandbox.ts';
import { servedConfig, readLabels, parsed, serving } from '../support/served-functions.ts';
import { base64 } from '../support/base64.ts';

/** As Pub/Sub signs one for the subscription's service account; nothing of it may be logged. */
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2Z1bmN0aW9uIn0.c2lnbmF0dXJl';

interface Pushed {
  readonly payload: object;
  readonly id?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly orderingKey?: string;
  readonly attempt?: number;
  readonly publishTime?: string;
}

/** The status of the answer to one push, token and all. */
async function push(
  url: string,
  topic: string,
  { payload, attempt = 1, ...pushed }: Pushed,
): Promise<number> {
  const { id = '42', attributes = {}, orderingKey = '', publishTime = '2020-01-01T00:00:00Z' } = pushed;
  const ids = { messageId: id, message_id: id, publishTime, publish_time: publishTime };
  const data = base64(JSON.stringify(payload));
  const answer = await fetch(`${url}/projects/shop/topics/${topic}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({
      message: { data, attributes, orderingKey, ...ids },
      subscription: SUBSCRIPTION,
      deliveryAttempt: attempt,
    }),
  });
  return answer.status;
}

function inserted(n = 1, tag = 'v1'): object {
  return { action: 'INSERT', digest: `${REPOSITORY}@${digest(n)}`, tag: `${REPOSITORY}:${tag}` };
}

const SHARE = { 'image-updater-cluster': 'test', 'image-updater-entry': 'test' };
const OURS = 'fanOut: projects/shop/topics/clusters\n';
const WAYS = [
  { name: 'imagePushed', topic: 'gcr', attributes: {} },
  { name: 'imagePushed with a cluster task', topic: 'clusters', attributes: SHARE },
] as const;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ objects: [stored({})] });
});
afterEach(() => sandbox.close());

describe('a push with a token and the number of its attempt', () => {
  for (const { name, topic, attributes } of WAYS) {
    it(`to ${name}: each attempt logs message id, attempt and reason, and nothing of the token`, () =>
      serving(servedConfig({ test: sandbox }, OURS), async ({ url: to, lines }) => {
        sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' }, times: 4 });
        const attempts = [1, 2, 3, 4, 5];
        const statuses: number[] = [];
        for (const attempt of attempts)
          statuses.push(await push(to, topic, { payload: inserted(), attributes, attempt }));
        assert.deepEqual(statuses, [500, 500, 500, 500, 204]);

        const ends = lines.filter((line) => parsed(line)['message'] === 'Event handled');
        assert.deepEqual(
          ends.map((line) => parsed(line)['delivery']),
          attempts.map((attempt) => ({
            shape: 'push',
            messageId: '42',
            subscription: SUBSCRIPTION,
            attempt,
          })),
        );
        const reasons = lines
          .map((line) => readLabels(line)['reason'])
          .filter((reason) => reason !== undefined);
        assert.deepEqual(
          reasons,
          attempts.slice(1).map(() => 'Forbidden'),
        );
        for (const part of TOKEN.split('.')) assert.ok(!lines.join('').includes(part), part);
        assert.equal(patches(sandbox).length, 5);
      }));
  }
});

describe('a message that a filter or a transform would have kept back', () => {
  const table: readonly (readonly [string, Pushed])[] = [
    ['a deletion', { payload: { action: 'DELETE', tag: `${REPOSITORY}:v1` } }],
    ['a digest alone', { payload: { action: 'INSERT', digest: `${REPOSITORY}@${digest(1)}` } }],
    ['of attributes that no registry sets', { payload: { kind: 'other' }, attributes: { kind: 'other' } }],
  ];
  for (const [title, pushed] of table) {
    it(`${title}: costs one 204 and no request to a cluster`, () =>
      serving(servedConfig({ test: sandbox }), async ({ url }) => {
        assert.equal(await push(url, 'gcr', pushed), 204);
        assert.equal(sandbox.requests.length, 0);
      }));
  }
});

describe('pushes with an ordering key', () => {
  it('end at the newest, whichever comes last', () =>
    serving(servedConfig({ test: sandbox }), async ({ url }) => {
      const orderingKey = REPOSITORY;
      const later = { payload: inserted(2), id: '2', publishTime: '2020-01-01T00:00:02Z', orderingKey };
      const earlier = { payload: inserted(1), id: '1', publishTime: '2020-01-01T00:00:01Z', orderingKey };
      for (const each of [later, earlier]) assert.equal(await push(url, 'gcr', each), 204);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(2)}` });
    }));
});
