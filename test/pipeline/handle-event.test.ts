import assert from 'node:assert/strict';
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
