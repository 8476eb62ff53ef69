import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { customKind } from '../../../lib/core/workload/kind.ts';
import { parseFieldPath } from '../../../lib/core/workload/field-path.ts';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';
import { mapOr, member, readJson } from '../../../lib/sandbox/json.ts';
import { push, REPOSITORY, settings } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';
import { apply, IMAGE, NEW, patchFor } from './patches.ts';

const KIND = customKind({
  group: 'example.com',
  version: 'v1',
  plural: 'things',
  kind: 'Thing',
  podTemplates: ['spec.head', 'spec.groups[*].template'].map(parseFieldPath),
  images: ['spec.image', 'spec.steps[*].image'].map(parseFieldPath),
});

const image = fc.oneof(
  { weight: 6, arbitrary: fc.constant(IMAGE) },
  { weight: 1, arbitrary: fc.constantFrom(NEW, `${REPOSITORY}:v2`, 'nginx:1', '', 5, null) },
);
const name = fc.constantFrom('app', 'worker', 'a~1b', 'x.y', '', undefined);
const item = fc.oneof(
  { weight: 6, arbitrary: fc.record({ name, image }) },
  { weight: 1, arbitrary: fc.constantFrom(null, 5, 'x', []) },
);
const items = fc.array(item, { maxLength: 3 });
const volumes = fc.array(fc.record({ name, image: fc.record({ reference: image }) }), { maxLength: 2 });
const template = fc.record({ spec: fc.record({ containers: items, volumes }) });
const spec = fc.record(
  {
    image,
    steps: items,
    head: template,
    groups: fc.array(fc.record({ name, template }), { maxLength: 2 }),
    other: fc.record({ image, containers: items }),
  },
  { requiredKeys: [] },
);

describe('any object of a kind whose images change together', () => {
  it('has after a push either all images of the repository changed or none, and nothing else of its spec', () => {
    let changed = 0;
    fc.assert(
      fc.property(spec, (made) => {
        const metadata = { name: 'web', namespace: 'shop', creationTimestamp: '1970-01-01T00:00:00Z' };
        const object = readJson(JSON.stringify({ metadata, spec: made }));
        const parsed = parseWorkload(KIND, object);
        assert.ok(parsed !== undefined);
        const plan = planned(parsed, { push: push(), settings: settings() });
        if (plan.changes.length === 0) return;
        changed += 1;
        const after = apply(object, patchFor(parsed)) ?? assert.fail('the patch applies');
        const left = parseWorkload(KIND, after) ?? assert.fail('the object can be read');
        assert.deepEqual(
          left.containers.filter((each) => each.image === IMAGE),
          [],
        );
        const pointers = new Set(plan.changes.map(({ container }) => container.pointer));
        const undone = [...pointers].reduce(
          (document, pointer) =>
            apply(document, [{ op: 'replace', path: pointer, value: IMAGE }]) ?? assert.fail(),
          after,
        );
        assert.deepEqual(member(mapOr(undone), 'spec'), member(mapOr(object), 'spec'));
      }),
      { numRuns: 500 },
    );
    assert.ok(changed >= 50, `${changed} of 500 objects changed`);
  });
});
