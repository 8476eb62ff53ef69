import assert from 'node:assert/strict';
import { responseStatus } from '../../lib/core/report/event-result.ts';
import { CLUSTER_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { handleRequest } from '../support/handle-request.ts';
import { posted, toRequest } from '../support/deliveries.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';
import { neverFound } from '../support/never-found.ts';
import { images, patches } from '../support/on-sandbox.ts';
import { updateContext, NOW, SHARES } from './fan-out-builders.ts';
import { signal, ALL, EVENT, share, entry, lost, missing, says, onThree, outcome } from './cluster-tasks.ts';

const TO = `${REPOSITORY}:v1@${digest(1)}`;

describe('a share of one cluster', () => {
  it('updates it and no other, with the push as it was', () =>
    onThree(async (a, b) => {
      const handled = await handleRequest(
        share('p/l/a', ALL),
        updateContext(entry(ALL, [a.cluster, b.cluster])),
        signal,
      );
      assert.deepEqual(says(handled), { 'p/l/a': 'updated' });
      assert.ok(handled.status === 'completed');
      assert.deepEqual(handled.report.push, push());
      assert.equal(handled.delivery.messageId, '9');
      assert.deepEqual(images(a.sandbox), { app: TO });
      assert.equal(b.sandbox.requests.length, 0);
    }));

  it('asks no other entry where its own has it', () =>
    onThree(async (a, b) => {
      const other = entry('other', [b.cluster]);
      await outcome(share('p/l/a', ALL), entry(ALL, [a.cluster]), other);
      assert.equal(other.asked(), 0);
    }));

  it('is tried again where the cluster refuses, and does not hear of the others', () =>
    onThree(async (a, b) => {
      a.sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, times: Infinity });
      const [said, status] = await outcome(
        share('p/l/a', ALL),
        entry(ALL, [a.cluster, b.cluster]),
        lost('other'),
      );
      assert.deepEqual(Object.keys(said ?? {}), ['p/l/a']);
      assert.equal(status, 500);
    }));

  it('whose cluster is missing by name is tried again', () =>
    onThree(async (a) => {
      const source = entry(
        ALL,
        [a.cluster],
        [missing('p/l/b', 'NotServing'), missing('p/l/c', 'NoEndpoint')],
      );
      assert.deepEqual(await outcome(share('p/l/b', ALL), source), [{ 'p/l/b': 'NotServing' }, 500]);
      assert.equal(a.sandbox.requests.length, 0);
    }));

  it('that is delivered twice is done once', () =>
    onThree(async (a) => {
      const source = entry(ALL, [a.cluster]);
      await outcome(share('p/l/a', ALL), source);
      assert.deepEqual(await outcome(share('p/l/a', ALL), source), [{ 'p/l/a': 'alreadyApplied' }, 204]);
      assert.equal(patches(a.sandbox).length, 1);
    }));

  it('whose name is no ASCII finds it', () =>
    onThree(async ({ sandbox, cluster }) => {
      const name = 'admin@k8s über alles';
      const source = entry(name, [{ ...cluster, name }]);
      assert.deepEqual(await outcome(share(name), source), [{ [name]: 'updated' }, 204]);
      assert.deepEqual(images(sandbox), { app: TO });
    }));
});

describe('what comes as a share', () => {
  it('on a topic that is no longer configured waits until it is', async () => {
    const request = share('p/l/a', ALL, EVENT, { topic: { project: 'updater', topic: 'before' } });
    const handled = await handleRequest(request, updateContext(entry(ALL, [])), signal);
    assert.ok(handled.status === 'failed');
    assert.deepEqual(
      [handled.fault.reason, handled.delivery?.messageId, responseStatus(handled)],
      ['NotOwnTopic', '9', 500],
    );
  });

  it('and names no cluster is an event like any other', async () => {
    const published = { id: '9', publishTime: '2026-01-01T00:00:00Z', topic: SHARES, receivedAt: NOW };
    const request = toRequest('push', { payload: JSON.stringify(EVENT), attributes: {}, ...published });
    assert.deepEqual(await outcome(request, lost(ALL)), [{ [ALL]: 'ForbiddenByIam' }, 500]);
  });

  it('has to name its cluster', async () =>
    assert.deepEqual(await outcome(share('', ALL), lost(ALL)), ['WrongShape', 204]));

  it('has to be a registry event', async () =>
    assert.deepEqual(await outcome(share('a', 'a', []), lost(ALL)), ['WrongShape', 204]));

  it('has to be readable', async () =>
    assert.deepEqual(await outcome(posted({ message: 1 }), lost(ALL)), ['WrongShape', 204]));

  it('cannot update images of another project than its first topic', async () => {
    const foreign = { ...EVENT, digest: undefined, tag: 'europe-docker.pkg.dev/bank/images/web:v1' };
    assert.deepEqual(await outcome(share('a', 'a', foreign), lost(ALL)), ['ForeignRepository', 204]);
  });

  it('by hand names a cluster alone, and means now', () =>
    onThree(async ({ sandbox, cluster }) => {
      const published = { id: '9', publishTime: '2026-01-01T00:00:00Z', topic: SHARES, receivedAt: NOW };
      const attributes = { [CLUSTER_ATTRIBUTE]: 'p/l/a' };
      const request = toRequest('push', { payload: JSON.stringify(EVENT), attributes, ...published });
      assert.deepEqual(await outcome(request, entry(ALL, [cluster])), [{ 'p/l/a': 'updated' }, 204]);
      assert.deepEqual(images(sandbox), { app: TO });
    }));

  it('ends with the budget of a cluster', () =>
    onThree(async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'hang' }, times: Infinity });
      const updater = {
        ...updateContext(entry(ALL, [cluster])),
        timeLimits: { event: 300_000, cluster: 50 },
      };
      const handled = await handleRequest(share('p/l/a', ALL), updater, signal);
      assert.match(Object.values(says(handled) ?? {}).join(), /OutOfTime/);
      assert.equal(responseStatus(handled), 500);
    }));

  it('ends with its caller', async () => {
    const gone = new AbortController();
    const end = handleRequest(share('p/l/a', ALL), updateContext(neverFound(ALL)), gone.signal);
    gone.abort();
    assert.deepEqual(says(await end), { [ALL]: 'OutOfTime' });
  });
});
