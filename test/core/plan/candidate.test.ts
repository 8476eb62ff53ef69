import assert from 'node:assert/strict';
import { isRestartable, readCandidate, readForDecisions } from '../../../lib/core/plan/candidate.ts';
import { parseImage } from '../../../lib/core/names/image-reference.ts';
import { AnnotationPolicies } from '../../../lib/core/policy/annotation-policies.ts';
import {
  CLUSTER,
  entry,
  REPOSITORY,
  settings,
  workload,
  written,
  type Given,
} from '../../support/builders.ts';

function candidate(given: Given = {}) {
  const read = readForDecisions(workload(given), CLUSTER);
  const [container] = read.workload.containers;
  assert.ok(container !== undefined);
  const placed = { container, repository: REPOSITORY, use: parseImage(container.image) };
  return readCandidate(read, placed, {
    cluster: CLUSTER,
    settings: settings(),
    policies: new AnnotationPolicies(),
  });
}

describe('a container as a candidate', () => {
  it('has the state and the record of its workload', () => {
    const read = candidate({ metadata: written() });
    assert.ok('state' in read);
    assert.equal(read.state.status, 'followed');
    assert.deepEqual(read.recorded, entry());
  });
  it('has the creation of the workload as its time, to the end of the second', () => {
    const read = candidate({ metadata: { creationTimestamp: '1970-01-01T00:00:07Z' } });
    assert.ok('imageTime' in read);
    assert.equal(read.imageTime, 7999);
  });

  const SKIPS: readonly (readonly [title: string, Given, reason: string])[] = [
    ['the hold of its workload', { metadata: { labels: { 'image-updater/hold': 'true' } } }, 'Held'],
    ['the GitOps owner', { metadata: { labels: { 'argocd.argoproj.io/instance': 'a' } } }, 'GitOpsOwned'],
    [
      'a name that another container has',
      {
        containers: [
          { name: 'a', image: 'x:1' },
          { name: 'a', image: 'y:1' },
        ],
      },
      'InvalidObject',
    ],
    ['an image that is no reference', { containers: [{ name: 'app', image: ':::' }] }, 'InvalidImage'],
    [
      'a policy that cannot be read',
      { metadata: { annotations: { 'image-updater/policy': 'nonsense' } } },
      'InvalidPolicy',
    ],
  ];
  for (const [title, given, reason] of SKIPS)
    it(`is none because of ${title}`, () => {
      const read = candidate(given);
      assert.ok('action' in read);
      assert.equal(read.reason, reason);
    });
});

describe('pods of a container', () => {
  for (const [kind, restarts] of [
    ['Deployment', true],
    ['CronJob', false],
  ] as const)
    it(`can ${restarts ? '' : 'not '}be restarted in a ${kind}`, () => {
      const read = workload({ kind });
      const [container] = read.containers;
      assert.ok(container !== undefined);
      assert.equal(isRestartable(read, container), restarts);
    });
});
