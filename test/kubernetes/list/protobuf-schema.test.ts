import assert from 'node:assert/strict';
import { BUILT_IN_KINDS, customKind } from '../../../lib/core/workload/kind.ts';
import { messageTypeFor } from '../../../lib/kubernetes/list/protobuf-schema.ts';

// That the numbers are right is shown on bytes of a real server: protobuf-list-reader.test.ts.
describe('messageTypeFor', () => {
  for (const kind of BUILT_IN_KINDS) {
    it(`knows the message of a ${kind.kind}`, () => assert.ok(messageTypeFor(kind) !== undefined));
  }

  it('knows none for custom resources, which the API server gives as JSON only', () => {
    const rollout = customKind({
      group: 'argoproj.io',
      version: 'v1alpha1',
      plural: 'rollouts',
      kind: 'Rollout',
    });
    assert.equal(messageTypeFor(rollout), undefined);
  });
});
