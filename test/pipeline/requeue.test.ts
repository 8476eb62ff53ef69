import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { DeliveryShape } from '../../lib/core/event/delivery.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { OutgoingMessage, Publish } from '../../lib/core/event/message.ts';
import { reportCluster } from '../../lib/core/report/report.ts';
import { requeueCall } from '../../lib/pipeline/requeue.ts';
import { push } from '../support/builders.ts';
import { FAILED } from '../support/event-results.ts';

const topic = { project: 'p', topic: 'replay' };
const taken: Publish = (_topic, all) => Promise.resolve(all.map(() => ({ id: '1' })));
const refused: Publish = (_topic, all) =>
  Promise.resolve(all.map(() => ({ fault: new UpdaterError('NoTopic', 'd') })));
const nothing: Publish = () => Promise.resolve([]);
const silent: Publish = () => new Promise(() => undefined);
const DONE = { push: push(), clusters: [reportCluster('a', 1, [], [])] };

/** What became of a report, in a word. */
async function requeued(publish: Publish | undefined, report = FAILED.report, shape: DeliveryShape = 'api') {
  const requeue = await requeueCall(report, { shape }, publish && { topic, publish });
  return requeue?.is === 'none' ? (requeue.fault?.reason ?? 'none') : (requeue?.is ?? 'nothing to do');
}

describe('what is left of a call', () => {
  it('is queued', async () => assert.equal(await requeued(taken), 'queued'));
  it('is not queued without a topic', async () => assert.equal(await requeued(undefined), 'none'));
  it('is not queued where the topic does not take it', async () =>
    assert.equal(await requeued(refused), 'NoTopic'));
  it('is not queued where Pub/Sub says nothing of it', async () =>
    assert.equal(await requeued(nothing), 'Unexpected'));
  it('is nothing where all is done', async () => assert.equal(await requeued(taken, DONE), 'nothing to do'));
  it('is nothing of a message, which Pub/Sub delivers again', async () =>
    assert.equal(await requeued(taken, FAILED.report, 'push'), 'nothing to do'));

  it('is waited for three seconds, where Pub/Sub does not answer', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const waiting = requeued(silent);
      await clock.tickAsync(3_000);
      assert.equal(await waiting, 'OutOfTime');
    } finally {
      clock.restore();
    }
  });

  it('is queued with the time and the id of the push, and with what the caller asked for', async () => {
    const messages: OutgoingMessage[] = [];
    const publish: Publish = (...given) => (messages.push(...given[1]), taken(...given));
    const asked = push({ unpinned: true, id: 'call-1', publishedAt: 1234 });
    await requeueCall({ ...FAILED.report, push: asked }, { shape: 'api' }, { topic, publish });
    assert.deepEqual(
      messages.map(({ attributes }) => attributes),
      [
        {
          'image-updater-published-at': '1234',
          'image-updater-push-id': 'call-1',
          'image-updater-unpinned': 'true',
        },
      ],
    );
  });
});
