/** A token that is revoked while it is used. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { memberAt } from '../../../../lib/sandbox/json.ts';
import { ADMIN, type ControlPlane } from '../../../support/control-plane/control-plane.ts';
import type { Interference, Passing } from './interfering-proxy.ts';
import { ACCOUNTS, connected, createWorkloadSet, wordsOf } from './crowded-cluster.ts';
import { createObject } from '../objects.ts';
import { PASS, behind, isPatch } from './behind-proxy.ts';

/** On the control plane that is there once tests run. */
export function describeRevokedToken(clusterOf: () => ControlPlane): void {
  describe('a token that is revoked while patches are made', () => {
    let own: ControlPlane;
    before(() => {
      own = clusterOf();
    });

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
        const token = async ({ forceRefresh }: { readonly forceRefresh: boolean }) => {
          if (forceRefresh) {
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
          assert.deepEqual(reports, [{ updated: 12, alreadyApplied: 12 }]);
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
}

async function tokenOf(own: ControlPlane, name: string): Promise<string> {
  const path = `/api/v1/namespaces/${ACCOUNTS}/serviceaccounts`;
  await createObject(own, path, { metadata: { name } });
  const made = await createObject(own, `${path}/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  });
  const token = memberAt(made, ['status', 'token']);
  assert.ok(typeof token === 'string');
  return token;
}

/** Deletes the account. The API server remembers for up to ten seconds whose token it has just accepted. */
async function revoke(own: ControlPlane, name: string, token: string): Promise<void> {
  await own.request(ADMIN, 'DELETE', `/api/v1/namespaces/${ACCOUNTS}/serviceaccounts/${name}`);
  const headers = { authorization: `Bearer ${token}` };
  while ((await own.send(ADMIN, 'GET', '/apis', { headers })).status !== 401) await sleep(100);
}
