import assert from 'node:assert/strict';
import { statusFromProtobuf } from '../../../lib/kubernetes/protobuf/decode-status.ts';
import { recording } from '../list/recorded.ts';

describe('statusFromProtobuf', () => {
  it('reads what a real API server said', () =>
    assert.deepEqual(statusFromProtobuf(recording('status.pb')), {
      kind: 'Status',
      message: 'deployments.apps "nobody" not found',
      reason: 'NotFound',
    }));

  const others: readonly (readonly [string, Buffer])[] = [
    ['JSON', Buffer.from('{"kind":"Status"}')],
    ['nothing', Buffer.alloc(0)],
    ['the mark alone', Buffer.from('k8s\0')],
    ['a broken message', Buffer.from('k8s\0\x0a\x05a')],
  ];
  for (const [title, bytes] of others) {
    it(`gives undefined for ${title}`, () => assert.equal(statusFromProtobuf(bytes), undefined));
  }
});
