import assert from 'node:assert/strict';
import { listImageUses } from '../../../lib/core/plan/list-images.ts';
import {
  HELD_ANNOTATION,
  HOLD_LABEL,
  MINIMUM_AGE_ANNOTATION,
  POLICY_ANNOTATION,
} from '../../../lib/core/workload/workload.ts';
import {
  CLUSTER,
  entry,
  REPOSITORY,
  rule,
  settings,
  workload,
  written,
  type Given,
} from '../../support/builders.ts';

const use = (given: Given, changes = {}) => {
  const [first] = listImageUses([workload(given)], CLUSTER, settings(changes));
  assert.ok(first !== undefined);
  return first;
};

describe('the use of an image', () => {
  for (const [title, given, changes, follows] of [
    ['the default', {}, {}, { policy: 'same-tag', source: 'default' }],
    [
      'an annotation',
      { metadata: { annotations: { [POLICY_ANNOTATION]: 'any' } } },
      {},
      { policy: 'any', source: 'annotation' },
    ],
    ['a rule', {}, { rules: [rule('minor')] }, { policy: 'minor', source: 'rule' }],
  ] as const)
    it(`follows by ${title}`, () => assert.deepEqual(use(given, changes).follows, follows));

  for (const [reason, given, changes] of [
    ['Held', { metadata: { labels: { [HOLD_LABEL]: 'true' } } }, {}],
    ['ExcludedNamespace', { namespace: 'kube-system' }, {}],
    ['NotOptedIn', {}, { optIn: true }],
    ['InvalidPolicy', { metadata: { annotations: { [POLICY_ANNOTATION]: 'x' } } }, {}],
    ['InvalidGate', { metadata: { annotations: { [MINIMUM_AGE_ANNOTATION]: '3 days' } } }, {}],
    ['InvalidImage', { containers: [{ name: 'app', image: 'A B' }] }, {}],
  ] as const)
    it(`follows nothing where it is ${reason}`, () => {
      const { follows } = use(given, changes);
      assert.equal('reason' in follows ? follows.reason : follows.policy, reason);
    });

  it('is that of `never` whatever its gates are', () => {
    const annotations = { [POLICY_ANNOTATION]: 'never', [MINIMUM_AGE_ANNOTATION]: '3 days' };
    assert.deepEqual(use({ metadata: { annotations } }).follows, { policy: 'never', source: 'annotation' });
  });

  it('follows nothing where GitOps owns it, unless its own annotation asks for pushes', () => {
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'a' };
    const reasonWith = (annotations: Record<string, string>) => {
      const { follows } = use({ metadata: { labels, annotations } });
      return 'reason' in follows ? follows.reason : follows.policy;
    };
    assert.equal(reasonWith({}), 'GitOpsOwned');
    assert.equal(reasonWith({ [POLICY_ANNOTATION]: 'never' }), 'GitOpsOwned');
    assert.equal(reasonWith({ [POLICY_ANNOTATION]: 'any' }), 'any');
  });

  it('has a row beside it for a policy annotation whose container is not there', () => {
    const metadata = { annotations: { [`ap.${POLICY_ANNOTATION}`]: 'any' } };
    const [, unknown] = listImageUses([workload({ metadata })], CLUSTER, settings());
    assert.ok(unknown !== undefined && 'reason' in unknown.follows);
    const { container, image, repository, follows } = unknown;
    assert.deepEqual(
      [container, image, repository, follows.reason],
      ['ap', '', REPOSITORY, 'NoSuchContainer'],
    );
  });

  it('follows no more policies in annotations than a push of its repository reads', () => {
    const given = Array.from({ length: 60 }, (_, index) => ({
      name: `web-${index}`,
      metadata: { annotations: { [POLICY_ANNOTATION]: `glob:v${index}` } },
      containers: [
        { name: 'app', image: `${REPOSITORY}:v1` },
        ...(index < 30 ? [{ name: 'side', image: 'nginx:1' }] : []),
      ],
    }));
    const uses = listImageUses(given.map(workload), CLUSTER, settings());
    const beyond = uses.filter(({ follows }) => 'reason' in follows && follows.reason === 'TooManyPolicies');
    assert.deepEqual([uses.length, beyond.map(({ container }) => container)], [90, Array(10).fill('app')]);
  });

  it('has that row beside the first container where no name is alike', () => {
    const metadata = { annotations: { [`redis.${POLICY_ANNOTATION}`]: 'any' } };
    const [, unknown] = listImageUses([workload({ metadata })], CLUSTER, settings());
    assert.deepEqual([unknown?.container, unknown?.repository], ['redis', REPOSITORY]);
  });

  it('names its repository in canonical spelling', () => {
    assert.equal(use({}).repository, REPOSITORY);
    assert.equal(
      use({ containers: [{ name: 'app', image: 'nginx' }] }).repository,
      'docker.io/library/nginx',
    );
  });

  it('tells what was applied, when and by which push', () => {
    const { from, to, at, push, by } = entry();
    assert.deepEqual(use({ metadata: written() }).applied, { from, to, at, push, by, drifted: false });
  });

  it('tells that somebody changed it since', () =>
    assert.equal(use({ metadata: written({ to: `${REPOSITORY}:v9` }) }).applied?.drifted, true));

  it('has none of that if the updater has never written', () => assert.ok(!('applied' in use({}))));

  it('tells who holds it', () => {
    const hold = { by: 'alice', at: 5 };
    const metadata = {
      labels: { [HOLD_LABEL]: 'true' },
      annotations: { [HELD_ANNOTATION]: JSON.stringify(hold) },
    };
    assert.deepEqual(use({ metadata }).hold, hold);
    const { follows } = use({ metadata });
    assert.equal('detail' in follows && follows.detail, 'by alice');
  });
});
