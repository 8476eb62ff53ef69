import assert from 'node:assert/strict';
import { BUILT_IN_KINDS } from '../../../lib/core/workload/kind.ts';
import type { ListedItem } from '../../../lib/kubernetes/list/list-reader.ts';
import { acceptFor, readerFor } from '../../../lib/kubernetes/list/list-readers.ts';
import { inChunks, RECORDED } from './recorded.ts';
import { ROLLOUT } from '../../support/builders.ts';

describe('acceptFor', () => {
  for (const kind of BUILT_IN_KINDS) {
    it(`asks for ${kind.plural} in protobuf, and takes JSON`, () =>
      assert.equal(acceptFor(kind), 'application/vnd.kubernetes.protobuf,application/json'));
  }
  it('asks for custom resources in JSON', () => assert.equal(acceptFor(ROLLOUT), 'application/json'));
});

describe('readerFor', () => {
  for (const { kind, protobuf, json } of RECORDED) {
    const answers = { 'application/vnd.kubernetes.protobuf': protobuf, 'application/json': json };
    for (const [contentType, bytes] of Object.entries(answers)) {
      it(`reads ${kind.plural} that came as ${contentType}`, async () => {
        const items: ListedItem[] = [];
        await readerFor(kind, contentType).read(inChunks(bytes), (item) => void items.push(item));
        assert.ok(items.length >= 2 && items.every((item) => 'value' in item));
      });
    }
  }
  it('reads JSON where no type is named, and of custom resources always', () => {
    assert.equal(readerFor(ROLLOUT, undefined).accept, 'application/json');
    assert.equal(readerFor(ROLLOUT, 'application/vnd.kubernetes.protobuf').accept, 'application/json');
  });
});
