import assert from 'node:assert/strict';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { PUBLISHED_AT_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { parseUpdateRecords } from '../../lib/core/workload/applied-state.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { toRequest, SHAPES, SUBSCRIPTION } from '../support/deliveries.ts';
import { images, now, patches, stored } from '../support/on-sandbox.ts';
import { servedConfig, readLabels, parsed, sent, serving, type Served } from '../support/served-functions.ts';
import { PUBLISHED, TOPIC, TO, event, delivery } from './pushed-events.ts';

describe('imagePushed', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  afterEach(() => sandbox.close());

  const served = (use: (served: Served) => Promise<void>, more = '') =>
    serving(servedConfig({ test: sandbox }, more), use);

  for (const shape of SHAPES) {
    it(`updates on a delivery of the shape ${shape}, and keeps what it says of itself`, () =>
      served(async ({ url, lines }) => {
        assert.equal(await sent(url, delivery(shape)), 204);
        assert.deepEqual(images(sandbox), { app: TO });
        const record = parseUpdateRecords(now(sandbox)).get('app');
        assert.equal(record?.by, TOPIC.project);
        if (shape !== 'bare') {
          assert.equal(record?.push, '42');
          assert.equal(record?.at, Date.parse(PUBLISHED));
        }
        const summary = parsed(lines.at(-1) ?? '');
        assert.deepEqual(summary['delivery'], {
          shape,
          ...(shape === 'bare' ? {} : { messageId: '42', subscription: SUBSCRIPTION }),
          ...(shape === 'bare' || shape === 'push-unwrapped' ? {} : { attempt: 3 }),
        });
      }));
  }

  it('logs one line for the update and one that sums up, before it answers', () =>
    served(async ({ url, lines }) => {
      await sent(url, delivery('push'));
      assert.deepEqual(
        lines.map((line) => [parsed(line)['severity'], parsed(line)['message'], readLabels(line)]),
        [
          ['INFO', 'Image updated', { push: '42', cluster: 'test' }],
          ['INFO', 'Event handled', { push: '42' }],
        ],
      );
    }));

  it('does nothing on the same delivery again', () =>
    served(async ({ url }) => {
      await sent(url, delivery('push'));
      assert.equal(await sent(url, delivery('push')), 204);
      assert.equal(patches(sandbox).length, 1);
    }));

  it('takes a push of 2099 for one of now', () =>
    served(async ({ url }) => {
      await sent(url, replayed('2099-01-01T00:00:00Z'));
      assert.equal(parseUpdateRecords(now(sandbox)).get('app')?.at, Date.parse(PUBLISHED));
    }));

  it('passes over a time of `soon` on the topic of a registry', () =>
    served(async ({ url }) => {
      assert.equal(await sent(url, replayed('soon')), 204);
      assert.equal(parseUpdateRecords(now(sandbox)).get('app')?.at, Date.parse(PUBLISHED));
    }));

  it('that names no topic is answered 500, and no cluster is asked', () =>
    served(async ({ url, lines }) => {
      assert.equal(await sent(url, { ...delivery('push'), path: '/' }), 500);
      assert.deepEqual([readLabels(lines[0] ?? '')['reason'], sandbox.requests.length], ['UnnamedTopic', 0]);
    }));

  it('that names no topic updates where the configuration allows it, and tells no other time', () =>
    served(async ({ url }) => {
      assert.equal(await sent(url, { ...replayed('2019-01-01T00:00:00Z'), path: '/' }), 204);
      assert.equal(parseUpdateRecords(now(sandbox)).get('app')?.at, Date.parse(PUBLISHED));
    }, 'unnamedTopics: allow\n'));

  it('carries the trace of the request in each line', () =>
    serving(
      servedConfig({ test: sandbox }),
      async ({ url, lines }) => {
        const { headers, ...rest } = delivery('push');
        const trace = '0af7651916cd43dd8448eb211c80319c';
        await sent(url, { ...rest, headers: { ...headers, traceparent: `00-${trace}-b7ad6b7169203331-01` } });
        assert.deepEqual(
          lines.map((line) => parsed(line)['logging.googleapis.com/trace']),
          [`projects/shop/traces/${trace}`, `projects/shop/traces/${trace}`],
        );
      },
      { environment: { GOOGLE_CLOUD_PROJECT: 'shop' } },
    ));

  it('never logs the credentials of its caller', () =>
    served(async ({ url, lines }) => {
      const { headers, ...rest } = delivery('push');
      await sent(url, { ...rest, headers: { ...headers, authorization: 'Bearer secret-token' } });
      assert.ok(lines.length > 0 && !lines.join('').includes('secret'));
    }));

  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
    it(`answers ${method} with 405, what is allowed, and what this is`, () =>
      served(async ({ url, lines }) => {
        const answer = await fetch(url, { method });
        assert.equal(answer.status, 405);
        assert.equal(answer.headers.get('allow'), 'POST');
        assert.equal((await answer.text()).split('\n').length, method === 'HEAD' ? 1 : 2);
        assert.deepEqual(lines, []);
      }));
  }
});

/** A push that claims to be of that time. */
function replayed(time: string): DeliveryRequest {
  const attributes = { [PUBLISHED_AT_ATTRIBUTE]: time };
  return toRequest('push', {
    payload: JSON.stringify(event()),
    id: '42',
    publishTime: PUBLISHED,
    attributes,
    topic: TOPIC,
    receivedAt: 0,
  });
}
