import assert from 'node:assert/strict';
import { asksForPushes } from '../../../lib/core/plan/effective-policy.ts';
import { workload } from '../../support/builders.ts';
import { OWN, APP } from './choosing.ts';

describe('whether a container asks for pushes', () => {
  for (const [annotations, expected] of [
    [{ [OWN]: 'any' }, true],
    [{ [APP]: 'any' }, true],
    [{ [OWN]: 'never' }, false],
    [{ [OWN]: ' never ' }, false],
    [{ [APP]: 'never' }, false],
    [{ [OWN]: 'any', [APP]: 'never' }, false],
    [{ [OWN]: 'never', [APP]: 'any' }, true],
    [{ [OWN]: 'newest' }, true],
    [{ [OWN]: '' }, true],
    [{ 'sidecar.image-updater/policy': 'any' }, false],
    [{ 'image-updater/updates': '{}' }, false],
    [{ 'not-image-updater/policy': 'any' }, false],
    [{ 'image-updater/policy.txt': 'any' }, false],
    [{}, false],
  ] as const)
    it(`${JSON.stringify(annotations)}: ${expected}`, () =>
      assert.equal(
        asksForPushes({ workload: workload({ metadata: { annotations } }), container: 'app' }),
        expected,
      ));
});
