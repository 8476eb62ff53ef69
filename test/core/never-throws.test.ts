import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import { planned } from '../support/planning.ts';
import { REPOSITORY, kinds, pushes, allSettings, RUNS } from './any-case.ts';

describe('deciding never throws', function () {
  this.timeout(0);
  const keys = fc.constantFrom(
    'metadata',
    'spec',
    'template',
    'jobTemplate',
    'containers',
    'name',
    'labels',
    'updateStrategy',
    'toString',
    '__proto__',
  );
  const { any } = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      fc.constantFrom<unknown>(null, 0, '', 'x', `${REPOSITORY}:v1`, true),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(keys, tie('any')),
    ),
  }));

  it('for any JSON', () =>
    fc.assert(
      fc.property(kinds, any, pushes, allSettings, (row, value, push, how) => {
        const workload = parseWorkload(row, value);
        if (workload !== undefined) planned(workload, { push, settings: how });
      }),
      { numRuns: RUNS },
    ));

  it('for any parts of a workload', () =>
    fc.assert(
      fc.property(
        kinds,
        fc.dictionary(
          fc.constantFrom(
            'labels',
            'annotations',
            'ownerReferences',
            'creationTimestamp',
            'deletionTimestamp',
          ),
          any,
        ),
        fc.tuple(any, any),
        fc.tuple(pushes, allSettings),
        (row, metadata, [containers, strategy], [push, how]) => {
          const spec = row.podTemplate
            .slice(1)
            .reduceRight<unknown>((inner, key) => ({ [key]: inner, updateStrategy: strategy }), {
              spec: { containers },
            });
          const workload = parseWorkload(row, { metadata: { ...metadata, name: 'web' }, spec });
          assert.ok(workload !== undefined);
          planned(workload, { push, settings: how });
        },
      ),
      { numRuns: RUNS },
    ));
});
