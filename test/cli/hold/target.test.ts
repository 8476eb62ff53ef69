import assert from 'node:assert/strict';
import { parseHoldTarget, type HoldTarget } from '../../../lib/cli/hold/target.ts';
import { REPOSITORY, settings, workload } from '../../support/builders.ts';

const matches = (target: HoldTarget): boolean | string => {
  const found = parseHoldTarget(target, settings());
  return 'invalid' in found ? 'invalid' : (found.filter.matches?.(workload()) ?? true);
};

describe('what is held', () => {
  for (const [target, expected] of [
    [{ workload: 'deployment/web', namespace: 'shop' }, true],
    [{ workload: 'Deployment/web', namespace: 'shop' }, true],
    [{ workload: 'deployments/web', namespace: 'shop' }, true],
    [{ workload: 'deployment/web' }, false],
    [{ workload: 'cronjob/web', namespace: 'shop' }, false],
    [{ workload: 'deployment/other', namespace: 'shop' }, false],
    [{ image: `${REPOSITORY}:v9` }, true],
    [{ image: 'nginx' }, false],
    [{}, 'invalid'],
    [{ workload: 'deployment/web', image: 'nginx' }, 'invalid'],
    [{ workload: 'web' }, 'invalid'],
    [{ workload: 'pod/web' }, 'invalid'],
    [{ workload: 'a/b/c' }, 'invalid'],
    [{ image: 'A B' }, 'invalid'],
  ] as const)
    it(`${JSON.stringify(target)}: ${expected}`, () => assert.equal(matches(target), expected));
});
