import assert from 'node:assert/strict';
import sinon from 'sinon';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Publish } from '../../lib/core/event/message.ts';
import { publishOne } from '../../lib/pipeline/publish-one.ts';

const TOPIC = { project: 'p', topic: 't' };
const MESSAGE = { data: Buffer.from('x'), attributes: {} };
const publishing = (publish: Publish) => publishOne({ topic: TOPIC, publish }, MESSAGE, { ms: 1_000 });

describe('publishing one message', () => {
  it('is done when Pub/Sub has it', () => publishing(() => Promise.resolve([{ id: '1' }])));

  it('fails with the fault of Pub/Sub', () =>
    assert.rejects(
      publishing(() => Promise.resolve([{ fault: new UpdaterError('NoTopic', 'd') }])),
      { reason: 'NoTopic' },
    ));

  it('fails where nothing is known of it', () =>
    assert.rejects(
      publishing(() => Promise.resolve([])),
      { reason: 'Unexpected' },
    ));

  it('is given up a moment after the end of the process', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const ending = new AbortController();
      const end = { signal: ending.signal, ms: 100 };
      const silent: Publish = () => new Promise(() => undefined);
      const published = publishOne({ topic: TOPIC, publish: silent }, MESSAGE, { ms: 10_000, end });
      const rejected = assert.rejects(published, { reason: 'OutOfTime' });
      await clock.tickAsync(500);
      ending.abort();
      await clock.tickAsync(100);
      await rejected;
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.restore();
    }
  });

  it('is given up after its time, also by what ignores the signal', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const signals: AbortSignal[] = [];
      const publish: Publish = (_topic, _messages, signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      };
      const rejected = assert.rejects(publishing(publish), { reason: 'OutOfTime' });
      await clock.tickAsync(999);
      assert.deepEqual(
        signals.map(({ aborted }) => aborted),
        [false],
      );
      await clock.tickAsync(1);
      await rejected;
      assert.deepEqual(
        signals.map(({ aborted }) => aborted),
        [true],
      );
    } finally {
      clock.restore();
    }
  });
});
