import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { DigestLookup } from '../../lib/core/event/digest-lookup.ts';
import type { Delivery } from '../../lib/core/event/delivery.ts';
import { objectOr, parseJson } from '../../lib/core/text/json.ts';
import { handleEvent } from '../../lib/pipeline/handle-event.ts';
import { handleRequest } from '../support/handle-request.ts';
import { bytes, posted, toRequest } from '../support/deliveries.ts';
import { digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { images, onSandbox } from '../support/on-sandbox.ts';

const { signal } = new AbortController();
const TO = `${REPOSITORY}:v1@${digest(1)}`;

describe('a request', () => {
  const sent = {
    id: '7',
    publishTime: '1970-01-01T00:00:01Z',
    attributes: {},
    receivedAt: 2_000_000_000_000,
  };
  const topic = { project: 'shop', topic: 'gcr' };
  const payload = JSON.stringify({
    action: 'INSERT',
    digest: `${REPOSITORY}@${digest(1)}`,
    tag: `${REPOSITORY}:v1`,
  });

  it('with a push is handled: the report is of that push', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const request = toRequest('push', { ...sent, topic, payload });
      const handled = await handleRequest(
        request,
        { settings: settings(), sources: [alwaysThere(cluster)] },
        signal,
      );
      assert.ok(handled.status === 'completed');
      assert.deepEqual(handled.report.push, push({ id: '7' }));
      assert.deepEqual(images(sandbox), { app: TO });
    }));

  it('about something else is ignored, and no cluster is asked', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const request = toRequest('push', { ...sent, topic: { ...topic, project: 'other' }, payload });
      const handled = await handleRequest(
        request,
        { settings: settings(), sources: [alwaysThere(cluster)] },
        signal,
      );
      assert.ok(handled.status === 'ignored');
      assert.deepEqual([handled.reason, handled.delivery.id], ['ForeignRepository', '7']);
      assert.equal(sandbox.requests.length, 0);
    }));

  it('that cannot be understood fails, with the delivery as far as it could be read', async () => {
    const none = { settings: settings(), sources: [] };
    const shapeless = await handleRequest(
      posted({ message: { data: '', messageId: '7' } }, { path: '/projects/shop/topics/gcr' }),
      none,
      signal,
    );
    assert.ok(shapeless.status === 'rejected');
    assert.deepEqual([shapeless.fault.reason, shapeless.delivery?.id], ['NotJson', '7']);
    const unreadable = await handleRequest(posted({ message: 1 }), none, signal);
    assert.ok(unreadable.status === 'rejected');
    assert.deepEqual([unreadable.fault.reason, unreadable.delivery], ['WrongShape', undefined]);
    const late = { data: '', messageId: '8', publishTime: 'soon' };
    const untimely = await handleRequest(posted({ message: late }), none, signal);
    assert.ok(untimely.status === 'rejected');
    assert.deepEqual([untimely.fault.reason, untimely.messageId], ['WrongShape', '8']);
  });

  it('that trips the program fails as something that may work later', async () => {
    const trap = new Proxy(settings(), {
      get: () => {
        throw new TypeError('a mistake of ours');
      },
    });
    const body = bytes({ action: 'INSERT', tag: `${REPOSITORY}:v1` });
    const handled = await handleRequest(posted({}, { body }), { settings: trap, sources: [] }, signal);
    assert.ok(handled.status === 'failed');
    assert.deepEqual([handled.fault.reason, handled.fault.transient], ['Unexpected', true]);
  });
});

describe('a call without a digest', () => {
  const PLAIN = { repository: REPOSITORY, tag: 'v1' };

  /** Calls with this lookup; gives the result, the image that runs, the lookups and the messages of the log. */
  function call(lookup: DigestLookup, pushed: NonNullable<Delivery['pushed']> = PLAIN) {
    return onSandbox({}, async ({ sandbox, cluster }) => {
      const asked: unknown[] = [];
      const lines: unknown[] = [];
      const result = await handleEvent(
        { from: 'api', call: { pushed, caller: 'ci', id: 'c1', receivedAt: 2_000_000_000_000 } },
        {
          settings: settings(),
          sources: [alwaysThere(cluster)],
          log: (line) => void lines.push(objectOr(parseJson(line))['message']),
          resolveDigest: async (image) => {
            // No cluster was read before.
            asked.push([image.repository, image.tag, sandbox.requests.length]);
            return lookup;
          },
        },
        signal,
      );
      assert.ok(result.status === 'completed');
      return { result, asked, lines, runs: images(sandbox)['app'] };
    });
  }

  it('gets that of the registry, once and before clusters are read', async () => {
    const { result, asked, runs } = await call({ is: 'found', digest: digest(5) });
    assert.deepEqual(asked, [[REPOSITORY, 'v1', 0]]);
    assert.equal(result.report.push.digest, digest(5));
    assert.equal(runs, `${REPOSITORY}:v1@${digest(5)}`);
  });

  it('that is unpinned gets that of the registry too', async () => {
    const { result } = await call({ is: 'found', digest: digest(5) }, { ...PLAIN, unpinned: true });
    assert.deepEqual([result.report.push.digest, result.report.push.unpinned], [digest(5), undefined]);
  });

  it('is handled without one where the registry fails, which is logged', async () => {
    const fault = new UpdaterError('TagNotFound', 'd');
    const { result, lines } = await call({ is: 'failed', fault });
    assert.deepEqual([result.report.push.digest, result.lookUpFault], [undefined, fault]);
    assert.ok(lines.includes('Digest not found'));
  });

  it('is handled without one where looking up is off, which is not logged', async () => {
    const { result, lines } = await call({ is: 'off' });
    assert.deepEqual([result.report.push.digest, result.lookUpFault], [undefined, undefined]);
    assert.ok(!lines.includes('Digest not found'));
  });

  it('is not looked up if it has one', async () => {
    const { asked } = await call({ is: 'found', digest: digest(5) }, { ...PLAIN, digest: digest(2) });
    assert.deepEqual(asked, []);
  });

  it('is not looked up for an ignored tag', () =>
    handleEvent(
      {
        from: 'api',
        call: {
          pushed: { ...PLAIN, tag: `sha256-${'1'.repeat(64)}.sig` },
          caller: 'ci',
          id: 'c1',
          receivedAt: 1,
        },
      },
      {
        settings: settings(),
        sources: [],
        log: () => undefined,
        resolveDigest: () => assert.fail('looked up'),
      },
      signal,
    ).then(({ status }) => assert.equal(status, 'ignored')));
});

describe('an event without a digest', () => {
  it('is not looked up: the registry names the digest of what it pushed', async () => {
    const body = bytes({ action: 'INSERT', tag: `${REPOSITORY}:v1` });
    const { status } = await handleRequest(
      posted({}, { body }),
      {
        settings: settings({ unnamedTopics: 'allow' }),
        sources: [],
        resolveDigest: () => assert.fail('looked up'),
      },
      signal,
    );
    assert.equal(status, 'completed');
  });
});
