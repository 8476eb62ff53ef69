import assert from 'node:assert/strict';
import { choosePolicy } from '../../../lib/core/plan/effective-policy.ts';
import { AnnotationPolicies } from '../../../lib/core/policy/annotation-policies.ts';
import { CLUSTER, REPOSITORY, settings, workload } from '../../support/builders.ts';
import { inWords, OWN, enforced } from './choosing.ts';

describe('under an enforced rule', () => {
  const LIMITS = { perNamespace: 0, guaranteed: 0, perCluster: 0 };
  const chosen = (annotation: string, policies = new AnnotationPolicies(LIMITS)) => {
    const place = {
      cluster: CLUSTER.name,
      workload: workload({ metadata: { annotations: { [OWN]: annotation } } }),
      container: 'app',
      repository: REPOSITORY,
      policies,
    };
    return inWords(choosePolicy(place, settings({ rules: [enforced('major')] })));
  };

  it('an annotation with an argument is not read, whether it could be or not', () =>
    assert.deepEqual(
      ['pattern:v1', 'pattern:(', 'glob:v*'].map((text) => chosen(text)),
      ['major by enforced rule', 'major by enforced rule', 'major by enforced rule'],
    ));
  it('nothing is compiled', () => {
    const policies = new AnnotationPolicies();
    for (const text of ['pattern:v1', 'never', 'any']) chosen(text, policies);
    assert.equal(policies.costly, 0);
  });
  it('`never` counts, and a word that may be meant to be it is InvalidPolicy', () =>
    assert.deepEqual([chosen('never'), chosen('nevr')], ['never by annotation', 'InvalidPolicy']));
});
