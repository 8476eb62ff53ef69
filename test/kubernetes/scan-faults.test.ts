import assert from 'node:assert/strict';
import type { CutPoint } from '../../lib/sandbox/fault-book.ts';
import { kind, settings } from '../support/builders.ts';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { onSandbox } from '../support/on-sandbox.ts';
import { scanning, names, faults, lists } from './scanning.ts';

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

/** A connection that gives `old` until it is asked for a fresh one, and counts how often it is. */
function renewing(fresh: string) {
  const asked: boolean[] = [];
  let token = 'old';
  const give = ({ forceRefresh }: { readonly forceRefresh: boolean }) => {
    asked.push(forceRefresh);
    if (forceRefresh) token = fresh;
    return Promise.resolve(token);
  };
  return { asked, token: give };
}

async function* afterwards(body: AsyncIterable<Buffer>, then: () => void): AsyncGenerator<Buffer> {
  yield* body;
  then();
}
