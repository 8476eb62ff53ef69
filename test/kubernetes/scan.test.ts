import assert from 'node:assert/strict';
import { glob, kind, ROLLOUT, settings, type Given } from '../support/builders.ts';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { onSandbox } from '../support/on-sandbox.ts';
import { scanning, names, faults, lists } from './scanning.ts';

const OTHER: Given = { name: 'other', containers: [{ name: 'app', image: 'nginx:1' }] };

describe('a scan', () => {
  it('finds every kind of workload that uses the repository, and counts the others', () =>
    onSandbox(
      { objects: [{}, { kind: 'StatefulSet' }, { kind: 'DaemonSet' }, { kind: 'CronJob' }, OTHER] },
      async (stage) => {
        const found = await scanning(stage);
        assert.deepEqual(names(found), [
          'Deployment shop/web',
          'StatefulSet shop/web',
          'DaemonSet shop/web',
          'CronJob shop/web',
        ]);
        assert.deepEqual([found.scanned, found.faults], [5, []]);
      },
    ));

  it('reads all kinds at once', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      // No list is sent before all are asked for: one after another, none would ever be.
      const { promise: allAsked, resolve } = Promise.withResolvers<void>();
      let asked = 0;
      const stream: Transport['stream'] = async (request) => {
        asked += 1;
        if (asked === 4) resolve();
        await allAsked;
        return cluster.transport.stream(request);
      };
      const gated = { ...cluster, transport: { ...cluster.transport, stream } };
      assert.deepEqual((await scanning({ sandbox, cluster: gated })).faults, []);
      assert.equal(lists({ sandbox, cluster }).length, 4);
    }));

  it('passes over a kind that the cluster does not have', () =>
    onSandbox({}, async (stage) => {
      const found = await scanning(stage, settings({ kinds: [kind('Deployment'), ROLLOUT] }));
      assert.deepEqual([names(found), faults(found)], [['Deployment shop/web'], []]);
    }));

  it('that may not list one kind says so, and finds the others', () =>
    onSandbox({ objects: [{}, { kind: 'StatefulSet' }] }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { path: 'statefulsets' } });
      const found = await scanning(stage);
      assert.deepEqual(names(found), ['Deployment shop/web']);
      assert.deepEqual(faults(found), [['list statefulsets', 'Forbidden']]);
    }));

  for (const [what, text] of [
    ['null', 'null'],
    ['a number', '17'],
    ['a text', '"web"'],
    ['a list', '[{}]'],
    ['garbage', '{"metadata": web}'],
    ['an object without a pod template', `{"metadata":{"name":"odd","namespace":"shop"},"spec":"web"}`],
    ['an object without a name', `{"metadata":{},"spec":{"template":{"spec":{"image":"web"}}}}`],
  ] as const) {
    it(`in whose list one item is ${what} says so, and finds the others`, () =>
      onSandbox({ objects: [{ name: 'a' }, { name: 'b' }] }, async (stage) => {
        stage.sandbox.fail({ fault: { type: 'insertItem', at: 1, text }, match: { path: 'deployments' } });
        const found = await scanning(stage);
        assert.deepEqual(names(found), ['Deployment shop/a', 'Deployment shop/b']);
        assert.deepEqual(faults(found), [['list deployments', 'InvalidObject']]);
        assert.equal(found.scanned, 3);
      }));
  }

  it('describes odd items without what a terminal would act on', () =>
    onSandbox({}, async (stage) => {
      stage.sandbox.fail({
        fault: { type: 'insertItem', at: 0, text: '"\\u001b[2Jweb"' },
        match: { path: 'deployments' },
      });
      const [fault] = (await scanning(stage)).faults;
      assert.ok(fault !== undefined && !fault.detail.includes('\u001b'));
    }));
});

describe('namespaces', () => {
  const here = { include: [glob('shop'), glob('bank')], exclude: [] };

  it('that are all named are read one by one, so that RoleBindings suffice', () =>
    onSandbox(
      { namespaces: here, objects: [{}, { namespace: 'bank' }, { namespace: 'secret' }] },
      async (stage) => {
        const found = await scanning(stage, settings({ kinds: [kind('Deployment')] }));
        assert.deepEqual(names(found), ['Deployment shop/web', 'Deployment bank/web']);
        assert.deepEqual(lists(stage).toSorted(), [
          '/apis/apps/v1/namespaces/bank/deployments',
          '/apis/apps/v1/namespaces/shop/deployments',
        ]);
      },
    ));

  it('of which one is forbidden says so, and finds what is in the others', () =>
    onSandbox({ namespaces: here, objects: [{}] }, async (stage) => {
      stage.sandbox.fail({
        fault: { type: 'forbidden', user: 'u' },
        match: { path: '/bank/' },
        times: Infinity,
      });
      const found = await scanning(stage, settings({ kinds: [kind('Deployment')] }));
      assert.deepEqual(names(found), ['Deployment shop/web']);
      assert.deepEqual(faults(found), [['list deployments in bank', 'Forbidden']]);
    }));

  it('with a glob among them are read all at once', () =>
    onSandbox({ namespaces: { include: [glob('shop'), glob('b*')], exclude: [] } }, async (stage) => {
      await scanning(stage, settings({ kinds: [kind('Deployment')] }));
      assert.deepEqual(lists(stage), ['/apis/apps/v1/deployments']);
    }));
});
