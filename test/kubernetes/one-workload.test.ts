import assert from 'node:assert/strict';
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import {
  isGone,
  workloadPath,
  readWorkload,
  sendPatch,
  type SendOptions,
} from '../../lib/kubernetes/one-workload.ts';
import { CLUSTER, settings, workload } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { withTransport } from '../support/loopback.ts';
import { now, onSandbox, patches, stored } from '../support/on-sandbox.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { planned } from '../support/planning.ts';

function sending({ cluster }: { readonly cluster: Cluster }): SendOptions {
  const { signal } = new AbortController();
  return { cluster, budget: { signal }, clock: fakeClock() };
}

describe('a workload', () => {
  it('has the path of its kind, namespace and name', () =>
    assert.equal(
      workloadPath(workload({ kind: 'CronJob', name: 'nightly' })),
      '/apis/batch/v1/namespaces/shop/cronjobs/nightly',
    ));

  it('has no path but its own, whatever its name', () =>
    assert.equal(
      workloadPath(workload({ name: '../x?y#z', namespace: 'a/b' })),
      '/apis/apps/v1/namespaces/a%2Fb/deployments/..%2Fx%3Fy%23z',
    ));

  it('is read as it is now', () =>
    onSandbox({}, async (stage) => {
      const scanned = now(stage.sandbox);
      stage.sandbox.put(stored({ metadata: { labels: { team: 'a' } } }));
      const read = await readWorkload(scanned, sending(stage));
      assert.deepEqual(read?.labels, { team: 'a' });
    }));

  it('that is gone is undefined', () =>
    onSandbox({}, async (stage) =>
      assert.equal(await readWorkload(workload({ name: 'gone' }), sending(stage)), undefined),
    ));

  for (const [what, status, type, body] of [
    ['a page', 404, 'text/html', '<html>'],
    ['JSON of its own', 404, 'application/json', '{"error":"not found"}'],
    ['nothing', 410, 'text/plain', ''],
    ["Go's plain text", 404, 'text/plain', '404 page not found\n'],
  ] as const) {
    it(`is not gone where something else answers ${status} with ${what}`, () =>
      withTransport(
        (_, response) => void response.writeHead(status, { 'content-type': type }).end(body),
        async (transport) => {
          const cluster = { name: 'test', namespaces: CLUSTER.namespaces, transport };
          await rejectsWith('UnexpectedAnswer', readWorkload(workload(), sending({ cluster })));
          const plan = planned(workload(), { cluster });
          assert.equal(isGone(await sendPatch(plan, sending({ cluster }))), false);
        },
      ));
  }

  for (const [what, metadata] of [
    ['no object at all', { login: true }],
    ['another workload', { metadata: { name: 'other', namespace: 'shop' } }],
    ['one of another namespace', { metadata: { name: 'web', namespace: 'other' } }],
  ] as const) {
    it(`is neither gone nor another one where 200 comes with ${what}`, () =>
      withTransport(
        (_, response) => {
          const object = { spec: { template: { spec: { containers: [] } } }, ...metadata };
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(object));
        },
        async (transport) => {
          const cluster = { name: 'test', namespaces: CLUSTER.namespaces, transport };
          const fault = await rejectsWith('UnexpectedAnswer', readWorkload(workload(), sending({ cluster })));
          assert.ok(fault.transient);
        },
      ));
  }

  it('is read again where the server stumbles, and only then', () =>
    onSandbox({}, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'serverError', code: 500 }, times: 2 });
      assert.equal((await readWorkload(now(stage.sandbox), sending(stage)))?.name, 'web');
      stage.sandbox.fail({ fault: { type: 'forbidden', user: 'u' } });
      await rejectsWith('Forbidden', readWorkload(now(stage.sandbox), sending(stage)));
      assert.equal(stage.sandbox.requests.length, 4);
    }));
});

describe('a patch of it', () => {
  it('hands every last word of the server over', () =>
    onSandbox({}, async (stage) => {
      const { sandbox, cluster } = stage;
      const plan = planned(now(sandbox), { cluster });
      sandbox.fail({ fault: { type: 'conflict' } });
      assert.equal((await sendPatch(plan, sending(stage))).status, 409);
      sandbox.fail({ fault: { type: 'webhook', webhook: 'w', message: 'no', code: 400 } });
      assert.equal((await sendPatch(plan, sending(stage))).status, 400);
      assert.equal((await sendPatch(plan, sending(stage))).status, 200);
      sandbox.remove('Deployment', 'shop', 'web');
      const gone = await sendPatch(plan, sending(stage));
      assert.equal(isGone(gone), true);
    }));

  it('that the server has no time for is sent again, the same to the letter', () =>
    onSandbox({}, async (stage) => {
      const { sandbox, cluster } = stage;
      const plan = planned(now(sandbox), { cluster, settings: settings({ pin: 'tag' }) });
      sandbox.fail({ fault: { type: 'tooManyRequests', retryAfter: '1' }, times: 2 });
      assert.equal((await sendPatch(plan, sending(stage))).status, 200);
      assert.equal(new Set(patches(sandbox).map(({ body }) => body)).size, 1);
      assert.equal(patches(sandbox).length, 3);
    }));

  it('is Throttled where that lasts', () =>
    onSandbox({}, async (stage) => {
      const { sandbox, cluster } = stage;
      const plan = planned(now(sandbox), { cluster });
      sandbox.fail({ fault: { type: 'tooManyRequests', retryAfter: '1' }, times: Infinity });
      await rejectsWith('Throttled', sendPatch(plan, sending(stage)));
    }));
});
