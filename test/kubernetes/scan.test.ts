import assert from 'node:assert/strict';
import type { Reason } from '../../lib/core/errors/reason.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { RetryOptions } from '../../lib/async/retry.ts';
import { scan, type Scan } from '../../lib/kubernetes/scan.ts';
import type { CutPoint } from '../../lib/sandbox/faults.ts';
import { glob, kind, REPOSITORY, ROLLOUT, settings, type Given } from '../support/builders.ts';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { onSandbox, type SandboxCluster } from '../support/on-sandbox.ts';

const OTHER: Given = { name: 'other', containers: [{ name: 'app', image: 'nginx:1' }] };

function scanning(
  { cluster }: SandboxCluster,
  configured: Settings = settings(),
  budget: Partial<RetryOptions> = {},
) {
  const { signal } = new AbortController();
  const clocked = { signal, clock: fakeClock(), ...budget };
  return scan(cluster, REPOSITORY, configured, clocked);
}

function names({ workloads }: Scan): string[] {
  return workloads.map(({ kind: row, namespace, name }) => `${row.kind} ${namespace}/${name}`);
}

function faults({ faults: all }: Scan): (readonly [string, Reason])[] {
  return all.map(({ where, reason }) => [where, reason]);
}

function lists({ sandbox }: SandboxCluster): string[] {
  return sandbox.requests.map(({ path }) => path).filter((path) => path !== '/version');
}

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

describe('what is wrong with the whole cluster', () => {
  it('is asked for by one request, and said once', () =>
    onSandbox({}, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'drop' }, times: Infinity });
      const found = await scanning(stage);
      assert.deepEqual(faults(found), [['list workloads', 'Unreachable']]);
      assert.deepEqual(lists(stage), []);
      // As often as one list is tried.
      assert.equal(stage.sandbox.requests.length, 5);
    }));

  it('is said once too where it begins with the lists', () =>
    onSandbox({}, async (stage) => {
      assert.deepEqual((await scanning(stage)).faults, []);
      await stage.sandbox.close();
      assert.deepEqual(faults(await scanning(stage)), [['list workloads', 'Unreachable']]);
    }));

  it('is said once for the lists that it ended, and hides nothing of the others', () =>
    onSandbox({ objects: [{ kind: 'CronJob' }] }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'drop' }, match: { path: '/apps/' }, times: Infinity });
      const found = await scanning(stage);
      assert.deepEqual(names(found), ['CronJob shop/web']);
      assert.deepEqual(faults(found), [['list deployments and 2 more lists', 'Unreachable']]);
    }));

  for (const [reason, fault] of [
    ['Forbidden', { type: 'forbidden', user: 'u' }],
    ['ServerError', { type: 'serverError', code: 500 }],
  ] as const) {
    it(`is not what ${reason} of every kind is`, () =>
      onSandbox({}, async (stage) => {
        stage.sandbox.fail({ fault, match: { path: '/apis/' }, times: Infinity });
        const kinds = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs'];
        assert.deepEqual(
          faults(await scanning(stage)),
          kinds.map((kindName) => [`list ${kindName}`, reason]),
        );
      }));
  }

  it('is nothing where no kind is looked for', () =>
    onSandbox({}, async (stage) => {
      await stage.sandbox.close();
      assert.deepEqual((await scanning(stage, settings({ kinds: [] }))).faults, []);
    }));
});

describe('a list that breaks off', () => {
  const cuts: readonly (readonly [string, CutPoint])[] = [
    ['in its head', { afterBytes: 10 }],
    ['in the middle of an item', { insideItem: 1 }],
    ['after an item', { afterItem: 0 }],
    ['before its end', { afterItem: 1 }],
  ];
  for (const [where, at] of cuts) {
    for (const end of ['broken', 'clean'] as const) {
      const how = end === 'broken' ? 'with a broken connection' : 'as if it were whole';
      it(`${where} ${how} is begun again, and nothing is found twice`, () =>
        onSandbox({ objects: [{ name: 'a' }, { name: 'b' }] }, async (stage) => {
          stage.sandbox.fail({ fault: { type: 'cut', at, end }, match: { path: 'deployments' }, times: 2 });
          const found = await scanning(stage, settings({ kinds: [kind('Deployment')] }));
          assert.deepEqual(names(found), ['Deployment shop/a', 'Deployment shop/b']);
          assert.deepEqual([found.scanned, faults(found)], [2, []]);
          assert.equal(lists(stage).length, 3);
        }));
    }
  }

  it('each time is a CutStream of its kind, and hides nothing of the others', () =>
    onSandbox({ objects: [{}, { kind: 'CronJob' }] }, async (stage) => {
      stage.sandbox.fail({
        fault: { type: 'cut', at: { insideItem: 0 }, end: 'clean' },
        match: { path: 'deployments' },
        times: Infinity,
      });
      const found = await scanning(stage);
      assert.deepEqual(names(found), ['CronJob shop/web']);
      assert.deepEqual(faults(found), [['list deployments', 'CutStream']]);
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

/** A connection that gives `old` until it is asked for a fresh one, and counts how often it is. */
function renewing(fresh: string) {
  const asked: boolean[] = [];
  let token = 'old';
  const give = ({ renew }: { readonly renew: boolean }) => {
    asked.push(renew);
    if (renew) token = fresh;
    return Promise.resolve(token);
  };
  return { asked, token: give };
}

describe('a token', () => {
  it('that expired is renewed, and the scan goes on', () => {
    const { token } = renewing('new');
    return onSandbox({ token, tokens: ['old', 'new'] }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'expireToken' } });
      const found = await scanning(stage);
      assert.deepEqual([names(found), faults(found)], [['Deployment shop/web'], []]);
    });
  });

  it('that is not accepted when it is fresh either is Unauthorized, and not asked for a third time', () => {
    const { asked, token } = renewing('wrong');
    return onSandbox({ token, tokens: ['new'] }, async (stage) => {
      const found = await scanning(stage, settings({ kinds: [kind('Deployment')] }));
      assert.deepEqual(faults(found), [['list deployments', 'Unauthorized']]);
      assert.deepEqual(asked, [false, true]);
      assert.ok(!found.faults.some(({ detail }) => /wrong|old/.test(detail)));
    });
  });
});

describe('a budget', () => {
  it('that is used up ends the scan: OutOfTime, said once', () =>
    onSandbox({}, async (stage) => {
      const found = await scanning(stage, settings(), { signal: AbortSignal.abort() });
      assert.deepEqual(faults(found), [['list workloads', 'OutOfTime']]);
      assert.equal(stage.sandbox.requests.length, 0);
    }));

  it('that ends while one list is waited for keeps what the other kinds found', () =>
    onSandbox({ objects: [{}, { kind: 'CronJob' }] }, async ({ sandbox, cluster }) => {
      const controller = new AbortController();
      let read = 0;
      const stream: Transport['stream'] = async (request) => {
        const received = await cluster.transport.stream(request);
        return {
          ...received,
          body: afterwards(received.body, () => (read += 1) === 3 && controller.abort()),
        };
      };
      sandbox.fail({ fault: { type: 'hang' }, match: { path: 'deployments' } });
      const watched = { ...cluster, transport: { ...cluster.transport, stream } };
      const found = await scanning({ sandbox, cluster: watched }, settings(), { signal: controller.signal });
      assert.deepEqual(names(found), ['CronJob shop/web']);
      assert.deepEqual(faults(found), [['list deployments', 'OutOfTime']]);
    }));
});

async function* afterwards(body: AsyncIterable<Buffer>, then: () => void): AsyncGenerator<Buffer> {
  yield* body;
  then();
}
