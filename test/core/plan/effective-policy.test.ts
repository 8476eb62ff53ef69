import assert from 'node:assert/strict';
import { choosePolicy, type Choice } from '../../../lib/core/plan/effective-policy.ts';
import { AnnotationPolicies } from '../../../lib/core/policy/annotation-policies.ts';
import type { Rule, Settings } from '../../../lib/core/settings.ts';
import { CLUSTER, glob, policy, REPOSITORY, rule, settings, workload } from '../../support/builders.ts';
import { inWords, OWN, APP, enforced } from './choosing.ts';

interface Given {
  readonly rules?: readonly Rule[];
  /** By key, `.` standing for the workload's own. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
}

function choose({ rules = [], annotations = {}, labels = {}, settings: changes }: Given): Choice {
  const place = {
    cluster: CLUSTER.name,
    workload: workload({ metadata: { annotations, labels } }),
    container: 'app',
    repository: REPOSITORY,
    policies: new AnnotationPolicies(),
  };
  return choosePolicy(place, settings({ rules, ...changes }));
}

const ORDER: readonly (readonly [title: string, given: Given, expected: string])[] = [
  ['with nothing said, the default counts', {}, 'same-tag by default'],
  ['the default is what the settings say', { settings: { policy: policy('any') } }, 'any by default'],
  ['a rule comes before the default', { rules: [rule('major')] }, 'major by rule'],
  ['the first rule that matches counts', { rules: [rule('major'), rule('minor')] }, 'major by rule'],
  [
    "the workload's annotation comes before rules",
    { rules: [rule('major')], annotations: { [OWN]: 'any' } },
    'any by annotation',
  ],
  [
    "the container's annotation comes before the workload's",
    { annotations: { [OWN]: 'any', [APP]: 'patch' } },
    'patch by annotation',
  ],
  [
    "another container's annotation says nothing",
    { annotations: { 'sidecar.image-updater/policy': 'any' } },
    'same-tag by default',
  ],
  [
    'an enforced rule comes before annotations',
    { rules: [enforced('major')], annotations: { [OWN]: 'any', [APP]: 'any' } },
    'major by enforced rule',
  ],
  [
    'an enforced rule comes before earlier rules',
    { rules: [rule('any'), enforced('major')] },
    'major by enforced rule',
  ],
  [
    'the first enforced rule counts',
    { rules: [enforced('major'), enforced('minor')] },
    'major by enforced rule',
  ],
  [
    'an enforced rule gives way to `never` on the workload',
    { rules: [enforced('major')], annotations: { [OWN]: 'never' } },
    'never by annotation',
  ],
  [
    'an enforced rule gives way to `never` on the container',
    { rules: [enforced('major')], annotations: { [APP]: ' never ' } },
    'never by annotation',
  ],
  [
    "an enforced rule does not give way to the workload's `never` where the container says otherwise",
    { rules: [enforced('major')], annotations: { [OWN]: 'never', [APP]: 'any' } },
    'major by enforced rule',
  ],
  [
    'an enforced rule that does not match enforces nothing',
    { rules: [rule('major', { enforce: true, clusters: [glob('other')] })], annotations: { [OWN]: 'any' } },
    'any by annotation',
  ],
  [
    'an enforced `never` cannot be loosened',
    { rules: [enforced('never')], annotations: { [OWN]: 'any' } },
    'never by enforced rule',
  ],

  ['optIn: without an annotation NotOptedIn', { settings: { optIn: true } }, 'NotOptedIn'],
  ['optIn: a rule is no annotation', { settings: { optIn: true }, rules: [rule('any')] }, 'NotOptedIn'],
  [
    'optIn: an enforced rule is no annotation',
    { settings: { optIn: true }, rules: [enforced('any')] },
    'NotOptedIn',
  ],
  [
    "optIn: another container's annotation is not this one's",
    { settings: { optIn: true }, annotations: { 'sidecar.image-updater/policy': 'any' } },
    'NotOptedIn',
  ],
  [
    "optIn: the workload's annotation opts in",
    { settings: { optIn: true }, annotations: { [OWN]: 'any' } },
    'any by annotation',
  ],
  [
    "optIn: the container's annotation opts in",
    { settings: { optIn: true }, annotations: { [APP]: 'any' } },
    'any by annotation',
  ],
  [
    'optIn: an enforced rule still binds who opted in',
    { settings: { optIn: true }, rules: [enforced('major')], annotations: { [OWN]: 'any' } },
    'major by enforced rule',
  ],

  [
    'an unreadable annotation is InvalidPolicy, not the default',
    { annotations: { [OWN]: 'newest' } },
    'InvalidPolicy',
  ],
  [
    'an unreadable annotation does not fall back to a rule',
    { annotations: { [OWN]: 'newest' }, rules: [rule('any')] },
    'InvalidPolicy',
  ],
  [
    'an unreadable annotation does not fall back to an enforced rule',
    { annotations: { [OWN]: 'newest' }, rules: [enforced('any')] },
    'InvalidPolicy',
  ],
  [
    "an unreadable annotation does not fall back to the workload's",
    { annotations: { [APP]: 'newest', [OWN]: 'any' } },
    'InvalidPolicy',
  ],
  ['an empty annotation is InvalidPolicy', { annotations: { [OWN]: '' } }, 'InvalidPolicy'],
  [
    "the container's readable one stands, whatever the workload's",
    { annotations: { [APP]: 'any', [OWN]: 'newest' } },
    'any by annotation',
  ],
  [
    'InvalidPolicy under optIn too',
    { annotations: { [OWN]: 'newest' }, settings: { optIn: true } },
    'InvalidPolicy',
  ],
  [
    '512 characters are read',
    { annotations: { [OWN]: `glob:${'a'.repeat(507)}` } },
    `glob:${'a'.repeat(507)} by annotation`,
  ],
  [
    '600 characters are InvalidPolicy',
    { annotations: { [OWN]: `glob:${'a'.repeat(595)}` } },
    'InvalidPolicy',
  ],
  [
    'an annotation of 200 KB is InvalidPolicy',
    { annotations: { [OWN]: 'glob:*'.repeat(34_000) } },
    'InvalidPolicy',
  ],
  ['`(a+)+$` alone is no policy', { annotations: { [OWN]: '(a+)+$' } }, 'InvalidPolicy'],
  ['`*a*a*a*a*a*a*b` alone is no policy', { annotations: { [OWN]: '*a*a*a*a*a*a*b' } }, 'InvalidPolicy'],
  [
    '`pattern:(a+)+$` is one, and takes linear time',
    { annotations: { [OWN]: 'pattern:(a+)+$' } },
    'pattern:(a+)+$ by annotation',
  ],
  [
    '`glob:*a*a*a*a*a*a*b` is one, and takes linear time',
    { annotations: { [OWN]: 'glob:*a*a*a*a*a*a*b' } },
    'glob:*a*a*a*a*a*a*b by annotation',
  ],
];

const MATCHING: readonly (readonly [title: string, rule: Partial<Rule>, matches: boolean])[] = [
  ['nothing named: everything', {}, true],
  ['its cluster', { clusters: [glob('test')] }, true],
  ['a glob of its cluster', { clusters: [glob('other'), glob('t*')] }, true],
  ['another cluster', { clusters: [glob('other')] }, false],
  ['no cluster at all', { clusters: [] }, false],
  ['its namespace', { namespaces: [glob('shop')] }, true],
  ['another namespace', { namespaces: [glob('kube-*')] }, false],
  ['its repository', { repositories: [glob(REPOSITORY)] }, true],
  ['a glob of its repository', { repositories: [glob('europe-docker.pkg.dev/shop/**')] }, true],
  ['the last segment of its repository alone', { repositories: [glob('web')] }, false],
  ['its label', { labels: { tier: 'front' } }, true],
  ['all of its labels', { labels: { tier: 'front', team: 'a*' } }, true],
  ['labels are exact values, not globs', { labels: { tier: 'f*' } }, false],
  ['one of two labels', { labels: { tier: 'front', team: 'b' } }, false],
  ['a label that is not there', { labels: { constructor: 'x' } }, false],
  ['no labels', { labels: {} }, true],
  ['all criteria', { clusters: [glob('test')], namespaces: [glob('shop')], labels: { tier: 'front' } }, true],
  [
    'all criteria but one',
    { clusters: [glob('test')], namespaces: [glob('shop')], labels: { tier: 'back' } },
    false,
  ],
];

const pinOf = (given: Given): string | undefined => {
  const choice = choose(given);
  return 'inForce' in choice ? choice.inForce.pin : undefined;
};

describe('choosePolicy', () => {
  describe('in order: enforced rule, container, workload, rule, default', () => {
    for (const [title, given, expected] of ORDER)
      it(title, () => assert.equal(inWords(choose(given)), expected));
  });

  describe('a rule matches', () => {
    for (const [title, criteria, matches] of MATCHING)
      it(`${title}: ${matches ? 'yes' : 'no'}`, () => {
        const labels = { tier: 'front', team: 'a*' };
        const choice = choose({ rules: [rule('any', criteria)], labels });
        assert.equal(inWords(choice), matches ? 'any by rule' : 'same-tag by default');
      });
  });

  describe('pin', () => {
    const pinned = rule('any', { pin: 'tag' });
    it('is that of the settings', () => assert.equal(pinOf({ settings: { pin: 'tag' } }), 'tag'));
    it('is that of the rule that matches', () => assert.equal(pinOf({ rules: [pinned] }), 'tag'));
    it('is that of the rule that matches, also where an annotation names the policy', () =>
      assert.equal(pinOf({ rules: [pinned], annotations: { [OWN]: 'any' } }), 'tag'));
    it('is that of the enforced rule', () =>
      assert.equal(pinOf({ rules: [pinned, rule('any', { enforce: true, pin: 'digest' })] }), 'digest'));
    it('is that of the first matching rule that names one', () =>
      assert.equal(pinOf({ rules: [rule('any'), pinned] }), 'tag'));
    it('is that of the settings where no rule names one', () =>
      assert.equal(pinOf({ rules: [rule('any')] }), 'digest'));
  });

  it('InvalidPolicy says what was expected, in a few hundred characters that can be printed', () => {
    const choice = choose({ annotations: { [OWN]: `\u001b[31m${'x'.repeat(200_000)}` } });
    assert.ok('reason' in choice);
    assert.ok(
      choice.detail !== undefined && choice.detail.length < 1000 && !choice.detail.includes('\u001b'),
    );
  });
});
