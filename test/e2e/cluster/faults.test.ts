/** What goes wrong between us and a real API server: what converged, what the report says, what a redelivery does. */
import assert from 'node:assert/strict';
import { request as httpsRequest } from 'node:https';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterReport } from '../../../lib/core/report/report.ts';
import { REASONS, type FaultReason } from '../../../lib/core/errors/reason.ts';
import { listWorkloads } from '../../../lib/kubernetes/list/list.ts';
import { patchWorkload } from '../../../lib/kubernetes/patch-workload.ts';
import { at } from '../../../lib/sandbox/json.ts';
import { CLUSTER, kind } from '../../support/builders.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { ADMIN, UPDATER, type ControlPlane } from '../../support/control-plane/control-plane.ts';
import { afterItem, beforeLastByte, insideItem, type Format } from './faults/list-places.ts';
import {
  startInterferingProxy,
  type Interference,
  type Passing,
  type InterferingProxy,
} from './faults/interfering-proxy.ts';
import {
  ACCOUNTS,
  connected,
  DEPLOYMENT,
  KINDS,
  make,
  createWorkloadSet,
  OTHERS,
  ROLLOUT,
  startCrowdedCluster,
  wordsOf,
  type WorkloadSet,
} from './faults/crowded-cluster.ts';
import { untilBytes } from './faults/tcp-proxy.ts';
import { planned, planning } from '../../support/planning.ts';

const PASS: Interference = { type: 'pass' };
const { signal } = new AbortController();

/** A proxy before the API server, for as long as `use` runs. */
async function behind<T>(
  own: ControlPlane,
  decide: (passing: Passing) => Interference | Promise<Interference>,
  use: (proxy: InterferingProxy) => Promise<T>,
): Promise<T> {
  const proxy = await startInterferingProxy(own, decide);
  try {
    return await use(proxy);
  } finally {
    await proxy.close();
  }
}

/** The interference of the requests that match, from the `from`-th on, `times` of them; the others pass. */
function interferenceWith(
  matches: (passing: Passing) => boolean,
  interference: Interference,
  { from = 1, times = 1 }: { readonly from?: number; readonly times?: number } = {},
): (passing: Passing) => Interference {
  let number = 0;
  return (passing) => {
    if (!matches(passing)) return PASS;
    number += 1;
    return number >= from && number < from + times ? interference : PASS;
  };
}

const isPatch = ({ method }: Passing): boolean => method === 'PATCH';
const isListOf =
  (plural: string) =>
  ({ method, path }: Passing): boolean =>
    method === 'GET' && path.endsWith(`/${plural}`);

function allPassing(reports: readonly ClusterReport[]): void {
  const reasons = reports.flatMap(({ failed, faults }) => [...failed, ...faults].map(({ reason }) => reason));
  assert.deepEqual(
    reasons.filter((reason) => REASONS[reason].kind !== 'transient'),
    [],
  );
}

describe('faults of a real API server', function () {
  this.timeout(120_000);
  let own: ControlPlane;
  before(async () => {
    own = await startCrowdedCluster();
  });
  after(() => own.stop());

  describe('a list that is cut once', () => {
    const places: Readonly<Record<string, (format: Format) => Interference>> = {
      'before the API server gets the request': () => ({ type: 'drop' }),
      'before its first byte': () => ({ type: 'lose' }),
      'in its head': () => ({ type: 'cutHead', bytes: 30 }),
      'after its head': () => ({ type: 'cut', at: () => 0, end: 'broken' }),
      'after its head, as if it were empty': () => ({ type: 'cut', at: () => 0, end: 'clean' }),
      'in its first bytes': () => ({ type: 'cut', at: () => 3, end: 'clean' }),
      'in the middle of an item': (format) => ({ type: 'cut', at: insideItem(format), end: 'broken' }),
      'in the middle of an item, as if it were whole': (format) => ({
        type: 'cut',
        at: insideItem(format),
        end: 'clean',
      }),
      'after an item': (format) => ({ type: 'cut', at: afterItem(format), end: 'broken' }),
      'after an item, as if it were whole': (format) => ({
        type: 'cut',
        at: afterItem(format),
        end: 'clean',
      }),
      'in the middle of what is compressed': () => ({
        type: 'cut',
        at: (body) => body.length >> 1,
        end: 'broken',
        compressed: true,
      }),
      'in the middle of what is compressed, as if it were whole': () => ({
        type: 'cut',
        at: (body) => body.length >> 1,
        end: 'clean',
        compressed: true,
      }),
      'in its last bytes': (format) => ({ type: 'cut', at: beforeLastByte(format), end: 'broken' }),
      'in its last bytes, as if it were whole': (format) => ({
        type: 'cut',
        at: beforeLastByte(format),
        end: 'clean',
      }),
    };
    let workloadSet: WorkloadSet;
    let decide: (passing: Passing) => Interference;
    let proxy: InterferingProxy;
    let number = 0;
    before(async () => {
      workloadSet = await createWorkloadSet(own, 'cut-once', 6, [DEPLOYMENT, ROLLOUT]);
      proxy = await startInterferingProxy(own, (passing) => decide(passing));
    });
    after(() => proxy.close());

    for (const [place, cut] of Object.entries(places)) {
      it(`${place} is begun again, in protobuf and in JSON: all are updated, none is counted twice`, () =>
        connected(own, proxy, async (transport) => {
          const inProtobuf = interferenceWith(isListOf(DEPLOYMENT.plural), cut('protobuf'));
          const inJson = interferenceWith(isListOf(ROLLOUT.plural), cut('json'));
          const lists: string[] = [];
          decide = (passing) => {
            if (passing.method === 'GET') lists.push(passing.path.split('/').at(-1) ?? '');
            return isListOf(ROLLOUT.plural)(passing) ? inJson(passing) : inProtobuf(passing);
          };
          number += 1;
          const report = await workloadSet.deliver(transport, workloadSet.push(number));
          assert.deepEqual(wordsOf(report), { updated: 12 });
          assert.equal(report.scanned, OTHERS + 12);
          assert.deepEqual(
            KINDS.map(({ plural }) => lists.filter((list) => list === plural).length),
            [2, 1, 1, 1, 2],
          );
          await workloadSet.allRun(workloadSet.push(number), number);
        }));
    }
  });

  describe('lists that are cut each time', () => {
    const cases = [
      ['protobuf', DEPLOYMENT, 'json', ROLLOUT],
      ['json', ROLLOUT, 'protobuf', DEPLOYMENT],
    ] as const;
    cases.forEach(([format, cut, otherFormat, lost], index) => {
      it(`in the middle as ${format}, before the first byte as ${otherFormat}: named, and updated by a redelivery`, async () => {
        const workloadSet = await createWorkloadSet(own, `cut-${index}`, 4, [
          DEPLOYMENT,
          ROLLOUT,
          kind('StatefulSet'),
        ]);
        const cutting = interferenceWith(
          isListOf(cut.plural),
          { type: 'cut', at: insideItem(format), end: 'broken' },
          { times: Infinity },
        );
        const losing = interferenceWith(isListOf(lost.plural), { type: 'lose' }, { times: Infinity });
        let healed = false;
        const interference = (passing: Passing): Interference => {
          if (healed) return PASS;
          const first = cutting(passing);
          return first.type === 'pass' ? losing(passing) : first;
        };
        await behind(own, interference, (proxy) =>
          connected(own, proxy, async (transport) => {
            assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), {
              updated: 4,
              [`list ${cut.plural}: CutStream`]: 1,
              [`list ${lost.plural}: Unreachable`]: 1,
            });
            healed = true;
            const [again, ...more] = await workloadSet.deliverAll(transport);
            assert.ok(again !== undefined && more.length === 0);
            assert.deepEqual(wordsOf(again), { updated: 8, AlreadyCurrent: 4 });
            await workloadSet.allRun(workloadSet.push(), 1);
          }),
        );
      });
    });
  });

  describe('a patch', () => {
    const places: Readonly<Record<string, Interference>> = {
      'that never arrives': { type: 'drop' },
      'whose answer is lost': { type: 'lose' },
      'whose answer is cut in its head': { type: 'cutHead', bytes: 30 },
      'whose answer is cut in its body': { type: 'cut', at: (body) => body.length >> 1, end: 'broken' },
      'whose answer is cut in its body, as if it were whole': {
        type: 'cut',
        at: (body) => body.length >> 1,
        end: 'clean',
      },
    };
    Object.entries(places).forEach(([title, interference], index) => {
      it(`${title} is recognised or sent again: updated, and written once`, async () => {
        const workloadSet = await createWorkloadSet(own, `patch-${index}`, 12);
        await behind(own, interferenceWith(isPatch, interference, { from: 6, times: 3 }), (proxy) =>
          connected(own, proxy, async (transport) => {
            assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), { updated: 12 });
            await workloadSet.allRun(workloadSet.push(), 1);
            assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), { AlreadyCurrent: 12 });
          }),
        );
      });
    });

    it('whose answer is lost before the API server is out of reach is named as failed, and was made', async () => {
      const workloadSet = await createWorkloadSet(own, 'lost', 4);
      let patches = 0;
      let healed = false;
      const interference = (passing: Passing): Interference => {
        if (healed) return PASS;
        if (isPatch(passing)) patches += 1;
        if (patches === 0) return PASS;
        return patches <= 4 && isPatch(passing) ? { type: 'lose' } : { type: 'drop' };
      };
      await behind(own, interference, (proxy) =>
        connected(own, proxy, async (transport) => {
          assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), { Unreachable: 4 });
          await workloadSet.allRun(workloadSet.push(), 1);
          healed = true;
          assert.deepEqual((await workloadSet.deliverAll(transport)).map(wordsOf), [{ AlreadyCurrent: 4 }]);
          await workloadSet.allRun(workloadSet.push(), 1);
        }),
      );
    });
  });

  describe('an API server that is killed', () => {
    // Compressed bytes; more than everything but the list of Deployments needs, and less than that.
    const HALFWAY = 1_000_000;

    it('in the middle of a list, and stays down: nothing is patched, the report says why, a redelivery does it all', async () => {
      const workloadSet = await createWorkloadSet(own, 'list-down', 4);
      const report = await untilBytes(
        own.url,
        HALFWAY,
        () => own.killApiServer(),
        (url) => connected(own, { url, ca: own.ca }, (transport) => workloadSet.deliver(transport)),
      );
      assert.equal(wordsOf(report)['list deployments: Unreachable'], 1);
      assert.deepEqual([report.updated, report.failed], [[], []]);
      allPassing([report]);
      await own.restartApiServer();
      await connected(own, own, async (transport) => {
        assert.deepEqual((await workloadSet.deliverAll(transport)).map(wordsOf), [{ updated: 4 }]);
      });
      await workloadSet.allRun(workloadSet.push(), 1);
    });

    it('in the middle of a list, and comes back: deliveries until 204 update all, each once', async () => {
      const workloadSet = await createWorkloadSet(own, 'list-back', 4);
      let restarted = Promise.resolve();
      const reports = await untilBytes(
        own.url,
        HALFWAY,
        async () => {
          await own.killApiServer();
          restarted = own.restartApiServer();
        },
        (url) => connected(own, { url, ca: own.ca }, (transport) => workloadSet.deliverAll(transport)),
      );
      await restarted;
      allPassing(reports);
      await workloadSet.allRun(workloadSet.push(), 1);
    });

    it('in the middle of patches, and stays down: what the report calls updated is, and a redelivery does the rest', async () => {
      const workloadSet = await createWorkloadSet(own, 'patch-down', 16);
      const killed = killedAt(12);
      await behind(own, killed.interferenceWith, (proxy) =>
        connected(own, proxy, async (transport) => {
          const report = await workloadSet.deliver(transport);
          const { updated = 0, Unreachable: unreachable = 0, ...others } = wordsOf(report);
          assert.deepEqual([updated + unreachable, others], [16, {}]);
          assert.ok(updated >= 4 && unreachable >= 5, `${updated} updated`);
          await own.restartApiServer();
          const running = (await workloadSet.workloads()).filter(
            ({ labels }) => 'app.image-updater/applied' in labels,
          );
          const names = new Set(running.map(({ name }) => name));
          assert.deepEqual(
            report.updated.filter(({ workload }) => !names.has(workload.name)),
            [],
          );
          const [again, ...more] = await workloadSet.deliverAll(transport);
          assert.ok(again !== undefined && more.length === 0);
          assert.deepEqual(wordsOf(again), { updated: 16 - names.size, AlreadyCurrent: names.size });
          await workloadSet.allRun(workloadSet.push(), 1);
        }),
      );
    });

    it('in the middle of patches, and comes back: deliveries until 204 update all, each once', async () => {
      const workloadSet = await createWorkloadSet(own, 'patch-back', 150);
      let restarted = Promise.resolve();
      const killed = killedAt(60, () => {
        restarted = own.restartApiServer();
      });
      await behind(own, killed.interferenceWith, (proxy) =>
        connected(own, proxy, async (transport) => {
          allPassing(await workloadSet.deliverAll(transport));
          await restarted;
          await workloadSet.allRun(workloadSet.push(), 1);
        }),
      );
    });

    /** Kills the API server when the patch of this number comes, and only then lets it go on to it. */
    function killedAt(patch: number, afterwards = (): void => undefined) {
      let patches = 0;
      return {
        interferenceWith: async (passing: Passing): Promise<Interference> => {
          if (isPatch(passing)) patches += 1;
          if (isPatch(passing) && patches === patch) {
            await own.killApiServer();
            afterwards();
          }
          return PASS;
        },
      };
    }
  });

  describe('a token that is revoked while patches are made', () => {
    /** Lets twelve patches through, then holds them back until nobody accepts the token any more. */
    function holding(revoked: Promise<void>, begin: () => void) {
      let patches = 0;
      return async (passing: Passing): Promise<Interference> => {
        if (isPatch(passing)) patches += 1;
        if (!isPatch(passing) || patches <= 12) return PASS;
        begin();
        await revoked;
        return PASS;
      };
    }

    it('is renewed once for each request that was refused, where it can be; else the rest is Unauthorized and redelivered', async () => {
      const first = await tokenOf(own, 'first');
      const second = await tokenOf(own, 'second');
      const begun = Promise.withResolvers<void>();
      const revoked = begun.promise.then(() => revoke(own, 'first', first));
      const hold = (): ((passing: Passing) => Promise<Interference>) =>
        holding(revoked, () => begun.resolve());

      const renewing = async () => {
        const workloadSet = await createWorkloadSet(own, 'renewed', 24);
        let current = first;
        let renewals = 0;
        const token = async ({ renew }: { readonly renew: boolean }) => {
          if (renew) {
            renewals += 1;
            current = second;
          }
          return current;
        };
        await behind(own, hold(), (proxy) =>
          connected(
            own,
            proxy,
            async (transport) => {
              assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), { updated: 24 });
              const refused = proxy.passed.filter(({ status }) => status === 401);
              assert.ok(refused.length >= 1 && refused.length <= 8, `${refused.length} refused`);
              assert.ok(refused.every(({ token: sent }) => sent === first));
              assert.equal(renewals, refused.length);
              assert.equal(proxy.passed.filter(isPatch).length, 24 + refused.length);
            },
            token,
          ),
        );
        await workloadSet.allRun(workloadSet.push(), 1);
      };

      const losing = async () => {
        const workloadSet = await createWorkloadSet(own, 'revoked', 24);
        await behind(own, hold(), (proxy) =>
          connected(
            own,
            proxy,
            async (transport) => {
              assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), {
                updated: 12,
                Unauthorized: 12,
              });
              // Each is asked for a second time, with what the connection calls a fresh one.
              assert.equal(proxy.passed.filter(({ status }) => status === 401).length, 24);
            },
            async () => first,
          ),
        );
        await connected(own, own, async (transport) => {
          const reports = (await workloadSet.deliverAll(transport)).map(wordsOf);
          assert.deepEqual(reports, [{ updated: 12, AlreadyCurrent: 12 }]);
        });
        await workloadSet.allRun(workloadSet.push(), 1);
      };

      await Promise.all([renewing(), losing()]);
    });

    it('is Unauthorized in a later scan, said once for all kinds, and nothing is patched', async () => {
      const workloadSet = await createWorkloadSet(own, 'late', 1);
      const stale = await tokenOf(own, 'late');
      await revoke(own, 'late', stale);
      await connected(
        own,
        own,
        async (transport) => {
          assert.deepEqual(wordsOf(await workloadSet.deliver(transport)), {
            'list workloads: Unauthorized': 1,
          });
        },
        async () => stale,
      );
    });
  });

  describe('priority and fairness', () => {
    const LEVELS = '/apis/flowcontrol.apiserver.k8s.io/v1';
    before(async () => {
      const metadata = { name: 'narrow' };
      await make(own, `${LEVELS}/prioritylevelconfigurations`, {
        metadata,
        spec: {
          type: 'Limited',
          limited: {
            nominalConcurrencyShares: 1,
            lendablePercent: 0,
            borrowingLimitPercent: 0,
            limitResponse: { type: 'Reject' },
          },
        },
      });
      const verbs = ['*'];
      await make(own, `${LEVELS}/flowschemas`, {
        metadata,
        spec: {
          matchingPrecedence: 2,
          priorityLevelConfiguration: metadata,
          rules: [
            {
              subjects: [{ kind: 'User', user: { name: UPDATER } }],
              resourceRules: [
                { verbs, apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true },
              ],
              nonResourceRules: [{ verbs, nonResourceURLs: ['*'] }],
            },
          ],
        },
      });
    });

    /** Takes all seats: a list that nobody reads to its end. Resolves when others are rejected. */
    async function occupy(): Promise<() => void> {
      const sent = httpsRequest(`${own.url}/apis/apps/v1/deployments`, {
        ca: own.ca,
        agent: false,
        headers: { authorization: `Bearer ${own.tokens[UPDATER]}` },
      });
      sent.on('error', () => undefined);
      sent.end();
      await once(sent, 'response');
      return () => sent.destroy();
    }

    async function occupied(): Promise<() => void> {
      for (;;) {
        const leave = await occupy();
        const probe = await own.request(UPDATER, 'GET', '/version');
        if (probe.status === 429) return leave;
        leave();
        await sleep(50);
      }
    }

    it('that rejects everything is Throttled, after as long a wait as each Retry-After says', async () => {
      const workloadSet = await createWorkloadSet(own, 'throttled', 1);
      await behind(
        own,
        () => PASS,
        (proxy) =>
          connected(own, proxy, async (transport) => {
            await listWorkloads(transport, ROLLOUT, { signal });
            const [workload] = await workloadSet.workloads();
            assert.ok(workload !== undefined);
            const cluster = { ...CLUSTER, transport };
            const plan = planned(workload, { push: workloadSet.push(), cluster });
            const leave = await occupied();
            try {
              const asked = () =>
                proxy.passed
                  .filter(({ status }) => status === 429)
                  .map(({ retryAfter }) => 1000 * Number(retryAfter));
              const listing = fakeClock();
              await rejectsWith('Throttled', listWorkloads(transport, ROLLOUT, { signal, clock: listing }));
              assert.equal(listing.waits.length, 4);
              assert.deepEqual(listing.waits, asked().slice(0, 4));
              const before = asked().length;
              const patching = fakeClock();
              const outcomes = await patchWorkload(plan, {
                ...planning({ push: workloadSet.push() }),
                cluster,
                budget: { signal },
                clock: patching,
              });
              assert.deepEqual(
                outcomes.map((outcome) => 'reason' in outcome && outcome.reason),
                ['Throttled' satisfies FaultReason],
              );
              assert.deepEqual(patching.waits, asked().slice(before, before + 4));
              assert.ok(asked().every((wait) => wait >= 1000));
            } finally {
              leave();
            }
          }),
      );
    });

    it('that rejects for a while lets all through in the end, each written once', async () => {
      const workloadSet = await createWorkloadSet(own, 'narrow', 12);
      const leave = await occupied();
      await behind(
        own,
        () => PASS,
        (proxy) =>
          connected(own, proxy, async (transport) => {
            const until = (async () => {
              while (proxy.passed.filter(({ status }) => status === 429).length === 0) await sleep(20);
              leave();
            })();
            allPassing(await workloadSet.deliverAll(transport));
            await until;
          }),
      );
      await workloadSet.allRun(workloadSet.push(), 1);
    });
  });
});

async function tokenOf(own: ControlPlane, name: string): Promise<string> {
  const path = `/api/v1/namespaces/${ACCOUNTS}/serviceaccounts`;
  await make(own, path, { metadata: { name } });
  const made = await make(own, `${path}/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  });
  const token = at(made, ['status', 'token']);
  assert.ok(typeof token === 'string');
  return token;
}

/** Deletes the account. The API server remembers for up to ten seconds whose token it has just accepted. */
async function revoke(own: ControlPlane, name: string, token: string): Promise<void> {
  await own.request(ADMIN, 'DELETE', `/api/v1/namespaces/${ACCOUNTS}/serviceaccounts/${name}`);
  const headers = { authorization: `Bearer ${token}` };
  while ((await own.request(ADMIN, 'GET', '/apis', undefined, headers)).status !== 401) await sleep(100);
}
