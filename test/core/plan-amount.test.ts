import assert from 'node:assert/strict';
import { amountOf, exceeds, minus, plus } from '../../lib/core/plan-amount.ts';
import { workload, type Given } from './given.ts';
import { planned } from './planning.ts';

const bytesOf = (given: Given): number => amountOf(planned(workload(given))).bytes;
const annotated = (key: string, length: number): Given => ({
  metadata: { annotations: { [key]: 'x'.repeat(length) } },
});

describe('how much there is of a plan', () => {
  it('is one workload, whatever it has', () => {
    const containers = Array.from({ length: 50 }, (_, index) => ({ name: `c${index}`, image: 'nginx' }));
    assert.equal(amountOf(planned(workload({ containers }))).workloads, 1);
  });

  for (const [title, more] of [
    ['its record', annotated('image-updater/updates', 1000)],
    ['its policies', annotated('image-updater/policy', 1000)],
    ['its labels', { metadata: { labels: { a: 'x'.repeat(1000) } } }],
    ['names of containers', { containers: [{ name: 'n'.repeat(1000), image: 'nginx' }] }],
    ['images of other repositories', { containers: [{ name: 'a', image: `nginx:${'x'.repeat(1000)}` }] }],
    ['the number of containers', { containers: Array.from({ length: 5 }, () => ({ name: 'a' })) }],
  ] as const)
    it(`is more memory with ${title}`, () => assert.ok(bytesOf(more) >= bytesOf({}) + 900));
});

describe('amounts', () => {
  const amount = (workloads: number, bytes: number) => ({ workloads, bytes });
  it('are added and taken away again', () =>
    assert.deepEqual(minus(plus(amount(1, 10), amount(2, 20)), amount(2, 20)), amount(1, 10)));
  it('exceed a limit by workloads or by memory, and not where they just reach it', () =>
    assert.deepEqual(
      [amount(2, 10), amount(3, 1), amount(1, 11)].map((each) => exceeds(each, amount(2, 10))),
      [false, true, true],
    ));
});
