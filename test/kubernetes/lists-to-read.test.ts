import assert from 'node:assert/strict';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import { listsToRead, invalidObjects, withoutRepeats } from '../../lib/kubernetes/lists-to-read.ts';
import { glob, kind, settings } from '../support/builders.ts';

const KINDS = settings({ kinds: [kind('Deployment'), kind('CronJob')] });

describe('the lists of a cluster', () => {
  const read = (...include: readonly string[]): string[] =>
    listsToRead(KINDS, { namespaces: { include: include.map(glob), exclude: [] } }).map(({ where }) => where);

  it('are one for each kind and namespace that is named', () =>
    assert.deepEqual(read('shop', 'pay'), [
      'list deployments in shop',
      'list deployments in pay',
      'list cronjobs in shop',
      'list cronjobs in pay',
    ]));

  it('are one for each kind where a glob is among the namespaces', () =>
    assert.deepEqual(read('shop', 'p*'), ['list deployments', 'list cronjobs']));

  it('are no more where a namespace is named twice', () =>
    assert.deepEqual(read('shop', 'shop'), ['list deployments in shop', 'list cronjobs in shop']));

  it('say of which kind and namespace they are', () => {
    const [{ kind: row, namespace } = {}] = listsToRead(KINDS, {
      namespaces: { include: [glob('shop')], exclude: [] },
    });
    assert.deepEqual([row?.kind, namespace], ['Deployment', 'shop']);
  });
});

describe('odd objects of a list', () => {
  const list = { workloads: [], scanned: 3, absent: false } as const;

  it('are no fault where there are none', () =>
    assert.deepEqual(invalidObjects('list x', { ...list, invalid: 0, samples: [] }), []));

  it('are one fault, which counts them all', () => {
    const [fault, ...others] = invalidObjects('list x', { ...list, invalid: 2, samples: ['a', 'b'] });
    assert.deepEqual(
      [fault, others],
      [{ where: 'list x', reason: 'InvalidObject', detail: '2 objects: a; b' }, []],
    );
  });
});

describe('what is wrong with lists', () => {
  const said = (count: number, ...faults: readonly (readonly [string, ErrorReason])[]): string[] =>
    withoutRepeats(
      faults.map(([where, reason]) => ({ where, reason, detail: `${where} failed` })),
      count,
    ).map(({ where, reason }) => `${where}: ${reason}`);

  it('is said once where it is wrong with all of them', () =>
    assert.deepEqual(said(2, ['a', 'Unreachable'], ['b', 'Unreachable']), ['list workloads: Unreachable']));

  it('is said once where it is wrong with several, with how many they are', () =>
    assert.deepEqual(said(3, ['a', 'Timeout'], ['b', 'Timeout']), ['a and 1 more lists: Timeout']));

  it('is said for each reason', () =>
    assert.deepEqual(said(2, ['a', 'Timeout'], ['b', 'Unreachable']), ['a: Timeout', 'b: Unreachable']));

  it('is said of each list where it is about that list alone', () =>
    assert.deepEqual(said(2, ['a', 'Forbidden'], ['b', 'Forbidden']), ['a: Forbidden', 'b: Forbidden']));
});
