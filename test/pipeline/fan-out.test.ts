import assert from 'node:assert/strict';
import { CLUSTER_ATTRIBUTE, ENTRY_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { responseStatus } from '../../lib/core/report/event-result.ts';
import type { Publish } from '../../lib/core/event/message.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import { readClusterTask } from '../../lib/core/event/cluster-task-message.ts';
import { handleRequest } from '../support/handle-request.ts';
import { digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { images, onSandbox, type SandboxCluster } from '../support/on-sandbox.ts';
import { updateContext, GCR, SHARES } from './fan-out-builders.ts';
import { signal, REPLAY, event, request, delivered, keeping, lost, entry } from './fanning-out.ts';

const TO = `${REPOSITORY}:v1@${digest(1)}`;

describe('an event where shares have a topic', () => {
  const onTwo = (use: (a: SandboxCluster, b: SandboxCluster) => Promise<void>): Promise<void> =>
    onSandbox({}, (a) => onSandbox({}, (b) => use(a, { ...b, cluster: { ...b.cluster, name: 'second' } })));

  it('and several clusters is shared out: no cluster is asked', () =>
    onTwo(async (a, b) => {
      const { messages, fanOut } = keeping();
      const updater = { ...updateContext(alwaysThere(a.cluster), alwaysThere(b.cluster)), fanOut };
      const handled = await handleRequest(request(), updater, signal);
      assert.ok(handled.status === 'fanned-out');
      assert.deepEqual(handled.push, push());
      assert.deepEqual(
        messages.map(({ attributes }) => readClusterTask({ topic: SHARES, attributes }, updater.settings)),
        handled.tasks,
      );
      assert.equal(responseStatus(handled), 204);
      assert.deepEqual([a.sandbox.requests.length, b.sandbox.requests.length], [0, 0]);
    }));

  it('and one cluster is handled in place', () =>
    onTwo(async ({ sandbox, cluster }) => {
      const { topics, fanOut } = keeping();
      const handled = await handleRequest(
        request(),
        { ...updateContext(alwaysThere(cluster)), fanOut },
        signal,
      );
      assert.ok(handled.status === 'completed');
      assert.deepEqual([images(sandbox), topics], [{ app: TO }, []]);
    }));

  it('and no cluster is handled in place', async () => {
    const { topics, fanOut } = keeping();
    const handled = await handleRequest(request(), { ...updateContext(entry('all', [])), fanOut }, signal);
    assert.ok(handled.status === 'completed');
    assert.deepEqual([handled.report.clusters, topics], [[], []]);
  });

  it('and one entry of which nothing is known is redelivered', async () => {
    const { topics, fanOut } = keeping();
    const handled = await handleRequest(request(), { ...updateContext(lost('all')), fanOut }, signal);
    assert.deepEqual([responseStatus(handled), topics], [500, []]);
  });

  for (const topic of [SHARES, REPLAY])
    it(`that is a share already, on ${topic.topic}, is done as one and not shared out again`, () =>
      onTwo(async (a, b) => {
        const { messages, topics, fanOut } = keeping();
        const ours = {
          ...updateContext(alwaysThere(a.cluster), alwaysThere(b.cluster)),
          settings: settings({ ownTopics: [SHARES, REPLAY] }),
          fanOut,
        };
        await handleRequest(request(), ours, signal);
        const [, share = assert.fail()] = messages.splice(0);
        topics.splice(0);
        const handled = await handleRequest(delivered(share, 0, topic), ours, signal);
        assert.ok(handled.status === 'completed');
        assert.deepEqual(handled.report.push, push());
        assert.deepEqual(topics, []);
        assert.deepEqual([a.sandbox.requests.length, images(b.sandbox)], [0, { app: TO }]);
      }));

  it('that calls itself a cluster task on another topic waits: fanned out, it could come round for ever', async () => {
    const { messages, fanOut } = keeping();
    const updater = { ...updateContext(entry('all', ['a', 'b'])), fanOut };
    const attributes = { [CLUSTER_ATTRIBUTE]: 'a', [ENTRY_ATTRIBUTE]: 'all' };
    const data = Buffer.from(event());
    const handled = await handleRequest(delivered({ data, attributes }, 0, GCR), updater, signal);
    assert.ok(handled.status === 'failed');
    assert.deepEqual([handled.fault.reason, messages.length], ['NotOwnTopic', 0]);
  });

  it('that is not relevant is not fanned out', async () => {
    const { topics, fanOut } = keeping();
    const updater = { ...updateContext(entry('all', ['a', 'b'])), fanOut };
    const handled = await handleRequest(request('{"action":"DELETE"}'), updater, signal);
    assert.deepEqual([handled.status, topics], ['ignored', []]);
  });

  const refusing = keeping(() => ({ fault: new UpdaterError('NoTopic', 'x') })).fanOut.publish;
  for (const [how, publish, reason] of [
    ['is refused', refusing, 'NoTopic'],
    ['is rejected', () => Promise.reject(new Error('a mistake of ours')), 'Unexpected'],
    ['throws', () => assert.fail('a mistake of ours'), 'Unexpected'],
  ] satisfies readonly (readonly [string, Publish, ErrorReason])[])
    it(`whose publishing ${how} is redelivered as a whole`, async () => {
      const updater = { ...updateContext(entry('all', ['a', 'b'])), fanOut: { topic: SHARES, publish } };
      const handled = await handleRequest(request(), updater, signal);
      assert.ok(handled.status === 'failed');
      assert.deepEqual(
        [handled.fault.reason, handled.delivery?.id, responseStatus(handled)],
        [reason, 'm1', 500],
      );
    });

  it('is published within the budget of the event', async () => {
    const publish: Publish = (_topic, messages, ended) =>
      new Promise((resolve) => {
        const fault = new UpdaterError('OutOfTime', 'given up');
        ended.addEventListener('abort', () => resolve(messages.map(() => ({ fault }))));
      });
    const updater = { ...updateContext(entry('all', ['a', 'b'])), fanOut: { topic: SHARES, publish } };
    const handled = await handleRequest(
      request(),
      { ...updater, timeLimits: { event: 50, cluster: 50 } },
      signal,
    );
    assert.ok(handled.status === 'failed');
    assert.equal(handled.fault.reason, 'OutOfTime');
  });
});
