import assert from 'node:assert/strict';
import { limitFaults } from '../../lib/core/limit-faults.ts';
import { NOTHING, type Amount } from '../../lib/core/plan-amount.ts';
import type { Push } from '../../lib/core/push.ts';
import { limitsFor, type Verdict } from '../../lib/core/workload-limits.ts';
import { digest, push, REPOSITORY, settings } from './given.ts';

const { counted, uncounted } = limitsFor(push(), settings());
const within = (limits: Verdict['limits']): Verdict => ({
  limits,
  amounts: new Map(),
  beyond: new Set(),
  total: NOTHING,
  isBeyond: false,
  isCut: false,
});
const inNamespace = (limits: Verdict['limits'], amount: Amount, name = 'a'): Verdict => ({
  ...within(limits),
  amounts: new Map([[name, amount]]),
  beyond: new Set([name]),
});

function faultsOf(verdicts: { counted?: Verdict; uncounted?: Verdict }, pushed: Partial<Push> = {}) {
  const all = { counted: within(counted), uncounted: within(uncounted), ...verdicts };
  return limitFaults(all, push(pushed));
}
/** Where, and the numbers that the detail names. */
const numbersIn = (...[verdicts]: Parameters<typeof faultsOf>) =>
  faultsOf(verdicts).map(({ where, detail }) => [where, ...(detail.match(/\d+(?= MB)?/g) ?? [])]);

describe('the failure of a limit', () => {
  it('is none within all limits', () => assert.deepEqual(faultsOf({}), []));

  it('names the namespace, the limit, and how many workloads came', () =>
    assert.deepEqual(numbersIn({ counted: inNamespace(counted, { workloads: 120, bytes: 9e6 }) }), [
      ['update the namespace a', '100', '120'],
    ]));

  it('names the limit of the configuration that was passed', () => {
    const verdict = { ...inNamespace(counted, { workloads: 101, bytes: 0 }), isBeyond: true };
    assert.deepEqual(
      faultsOf({ counted: verdict }).map(({ detail }) => /limits\.\w+/.exec(detail)?.[0]),
      ['limits.workloadsPerNamespace', 'limits.workloadsPerCluster'],
    );
  });

  it('of the cluster comes after those of its namespaces', () => {
    const total = { workloads: 250, bytes: 0 };
    const verdict = { ...inNamespace(counted, { workloads: 101, bytes: 0 }), total, isBeyond: true };
    assert.deepEqual(numbersIn({ counted: verdict }), [
      ['update the namespace a', '100', '101'],
      ['update the cluster', '200', '250'],
    ]);
  });

  it('counts every workload that does not count for the configuration once', () =>
    assert.deepEqual(numbersIn({ uncounted: inNamespace(uncounted, { workloads: 1500, bytes: 9e6 }) }), [
      ['update the namespace a', '1000', '1500'],
    ]));

  it('names megabytes where it is the memory that is too much, and no number of workloads', () =>
    assert.deepEqual(numbersIn({ uncounted: inNamespace(uncounted, { workloads: 100, bytes: 9e6 }) }), [
      ['update the namespace a', '2'],
    ]));

  it('prints names of namespaces so that a terminal shows them as they are', () => {
    const verdict = inNamespace(counted, { workloads: 101, bytes: 0 }, 'a\u001B[2J');
    assert.equal(faultsOf({ counted: verdict })[0]?.where, 'update the namespace a\\u{1b}[2J');
  });

  it('has what the command of the replay needs: the image with tag and digest, and when it was pushed', () => {
    const [fault] = faultsOf({ counted: inNamespace(counted, { workloads: 101, bytes: 0 }) });
    assert.deepEqual(fault?.terms, {
      IMAGE: `${REPOSITORY}:v1@${digest(1)}`,
      TIME: '1970-01-01T00:00:01.000Z',
    });
  });

  it('has the option of a push that takes digests away, and of no other', () => {
    const verdict = inNamespace(counted, { workloads: 101, bytes: 0 });
    const { digest: _, ...plain } = push({ unpinned: true });
    const optionsOf = (pushed: Push) =>
      limitFaults({ counted: verdict, uncounted: within(uncounted) }, pushed)[0]?.terms?.options;
    assert.deepEqual([plain, push(), push({ unpinned: true })].map(optionsOf), [
      '--unpinned',
      undefined,
      undefined,
    ]);
  });

  it('quotes an image that a shell would expand', () => {
    const verdict = inNamespace(counted, { workloads: 101, bytes: 0 });
    const [fault] = faultsOf({ counted: verdict }, { repository: '[::1]:5000/web' });
    assert.equal(fault?.terms?.IMAGE, `'[::1]:5000/web:v1@${digest(1)}'`);
  });
});
