import { parseJson, valueAt } from '../../lib/core/text/json.ts';
import assert from 'node:assert/strict';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { parseUpdateRecords } from '../../lib/core/workload/applied-state.ts';
import type { OutgoingMessage, Publish } from '../../lib/core/event/message.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { toRequest, SHAPES } from '../support/deliveries.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { images, now, patches, stored } from '../support/on-sandbox.ts';
import { servedConfig, readLabels, parsed, sent, serving, type Served } from '../support/served-functions.ts';

const PUBLISHED = '2020-01-01T00:00:00Z';
const SHARES = { project: 'updater', topic: 'shares' };
const RESULTS = { project: 'updater', topic: 'results' };
const TO = `${REPOSITORY}:v1@${digest(1)}`;
const OURS = 'fanOut: projects/updater/topics/shares\nresults: projects/updater/topics/results\n';

const pushed = toRequest('push', {
  payload: JSON.stringify({
    action: 'INSERT',
    digest: `${REPOSITORY}@${digest(1)}`,
    tag: `${REPOSITORY}:v1`,
  }),
  id: '42',
  publishTime: PUBLISHED,
  attributes: {},
  topic: { project: 'shop', topic: 'gcr' },
  receivedAt: 0,
});

/** What Pub/Sub posts of a message that was published. */
function delivered(
  { data, attributes }: OutgoingMessage,
  shape: (typeof SHAPES)[number] = 'push',
): DeliveryRequest {
  const published = { id: '43', publishTime: '2026-01-01T00:00:00Z', topic: SHARES, receivedAt: 0 };
  return toRequest(shape, { payload: data, attributes, ...published });
}

/** Takes what is published, by topic; from `refused` nothing. */
function publisher(refused: readonly string[] = []) {
  const messages: Record<string, OutgoingMessage[]> = { shares: [], results: [] };
  const publish: Publish = ({ topic }, batch) => {
    if (refused.includes(topic))
      return Promise.resolve(batch.map(() => ({ fault: new UpdaterError('NoTopic', 'x') })));
    messages[topic]?.push(...batch);
    return Promise.resolve(batch.map(() => ({ id: '1' })));
  };
  return {
    shares: messages['shares'] ?? [],
    results: messages['results'] ?? [],
    app: { fanOut: { topic: SHARES, publish }, results: { topic: RESULTS, publish } },
  };
}

describe('a cluster task that imagePushed published', () => {
  let [one, other]: Sandbox[] = [];
  beforeEach(async () => {
    [one, other] = await Promise.all([0, 1].map(() => startSandbox({ objects: [stored({})] })));
  });
  afterEach(() => Promise.all([one?.close(), other?.close()]));

  const onBoth = (
    use: (served: Served, one: Sandbox, other: Sandbox) => Promise<void>,
    { app }: Pick<ReturnType<typeof publisher>, 'app'>,
  ): Promise<void> => {
    assert.ok(one !== undefined && other !== undefined);
    const [a, b] = [one, other];
    return serving(servedConfig({ one: a, other: b }, OURS), (served) => use(served, a, b), { changes: app });
  };

  for (const shape of SHAPES.filter((name) => name !== 'bare')) {
    it(`does the share that imagePushed published, delivered as ${shape}`, () => {
      const { shares, ...to } = publisher();
      return onBoth(async ({ url, lines }, a, b) => {
        assert.equal(await sent(url, pushed), 204);
        assert.deepEqual([a.requests.length, b.requests.length], [0, 0]);
        const [share, ...more] = shares;
        assert.ok(share !== undefined && more.length === 1);
        assert.equal(await sent(url, delivered(share, shape)), 204);
        assert.deepEqual([images(a), b.requests.length], [{ app: TO }, 0]);
        const record = parseUpdateRecords(now(a)).get('app');
        assert.deepEqual([record?.at, record?.push, record?.by], [Date.parse(PUBLISHED), '42', 'shop']);
        assert.deepEqual(
          lines.map((line) => [parsed(line)['message'], readLabels(line)]),
          [
            ['Event fanned out', { push: '42' }],
            ['Image updated', { push: '42', cluster: 'one' }],
            ['Event handled', { push: '42' }],
          ],
        );
      }, to);
    });
  }

  it('does nothing that imagePushed does not where it gets a share: it is not shared out again', () => {
    const { shares, ...to } = publisher();
    return onBoth(async ({ url }, a, b) => {
      await sent(url, pushed);
      const [share = assert.fail()] = shares.splice(0);
      assert.equal(await sent(url, delivered(share)), 204);
      assert.deepEqual([images(a), b.requests.length, shares.length], [{ app: TO }, 0, 0]);
    }, to);
  });

  it('ignores a cluster task on a foreign topic, and requests its redelivery', () => {
    const { shares, ...to } = publisher();
    return onBoth(async ({ url, lines }, a) => {
      await sent(url, pushed);
      const { path: _, ...share } = delivered(shares[0] ?? assert.fail());
      assert.equal(await sent(url, { ...share, path: '/projects/updater/topics/before' }), 500);
      assert.equal(a.requests.length, 0);
      assert.partialDeepStrictEqual(parsed(lines.at(-1) ?? ''), {
        message: 'Event not handled',
        reason: 'NotOwnTopic',
        delivery: { messageId: '43' },
      });
    }, to);
  });

  it('that fails is sent again alone: nothing is repeated in the other clusters', () => {
    const { shares, ...to } = publisher();
    return onBoth(async ({ url, lines }, a, b) => {
      a.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' } });
      await sent(url, pushed);
      const statuses = await Promise.all(shares.map((share) => sent(url, delivered(share))));
      assert.deepEqual(statuses, [500, 204]);
      const failed = lines.map(parsed).find(({ reasons }) => reasons !== undefined);
      assert.partialDeepStrictEqual(failed, {
        reasons: ['Forbidden'],
        delivery: { messageId: '43', attempt: 3 },
      });
      assert.equal(await sent(url, delivered(shares[0] ?? assert.fail())), 204);
      assert.deepEqual([images(a), images(b)], [{ app: TO }, { app: TO }]);
      assert.equal(patches(b).length, 1);
    }, to);
  });

  it('and imagePushed publish each report of an update, and of a redelivery that it was made before', () => {
    const { shares, results, ...to } = publisher();
    return onBoth(async ({ url }) => {
      await sent(url, pushed);
      assert.equal(results.length, 0);
      const [share = assert.fail()] = shares;
      await sent(url, delivered(share));
      await sent(url, delivered(share));
      const totals = results.map(({ data }) => valueAt(parseJson(Buffer.from(data).toString()), ['totals']));
      assert.deepEqual(
        totals.map((each) => [valueAt(each, ['updated']), valueAt(each, ['alreadyApplied'])]),
        [
          [1, 0],
          [0, 1],
        ],
      );
    }, to);
  });

  it('answers the same where the report cannot be published', () => {
    const { shares, ...to } = publisher(['results']);
    return onBoth(async ({ url, lines }, a) => {
      await sent(url, pushed);
      assert.equal(await sent(url, delivered(shares[0] ?? assert.fail())), 204);
      assert.deepEqual(images(a), { app: TO });
      const last = parsed(lines.at(-1) ?? '');
      assert.deepEqual(
        [last['message'], last['reason'], last['severity']],
        ['Report not published', 'NoTopic', 'WARNING'],
      );
    }, to);
  });

  it('gets nothing where shares cannot be published: the event is sent again', () =>
    onBoth(
      async ({ url, lines }, a, b) => {
        assert.equal(await sent(url, pushed), 500);
        assert.equal(readLabels(lines[0] ?? '')['reason'], 'NoTopic');
        assert.deepEqual([a.requests.length, b.requests.length], [0, 0]);
      },
      publisher(['shares']),
    ));
});
