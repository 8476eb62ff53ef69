import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BYTES, FIXED32, FIXED64, VARINT, wireFields } from '../../../lib/kubernetes/protobuf/wire.ts';

function fields(...bytes: readonly number[]) {
  return [...wireFields(Buffer.from(bytes))].map(({ number, type, value, bytes: inside }) => [
    number,
    type,
    value,
    inside.toString(),
  ]);
}

/** As protobuf writes it: seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

describe('wireFields', () => {
  it('reads varints, texts and fields of fixed width, in their order', () => {
    assert.deepEqual(fields(0x08, 0x96, 0x01), [[1, VARINT, 150, '']]);
    assert.deepEqual(fields(0x12, 0x02, 0x68, 0x69), [[2, BYTES, 2, 'hi']]);
    assert.deepEqual(fields(0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x08, 0x00), [
      [3, FIXED32, 0, '\x01\x02\x03\x04'],
      [4, FIXED64, 0, '\x01\x02\x03\x04\x05\x06\x07\x08'],
      [1, VARINT, 0, ''],
    ]);
    assert.deepEqual(fields(), []);
  });

  it('reads every safe integer back, and every field number', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 2 ** 29 - 1 }), (value, number) => {
        assert.deepEqual(fields(...varint(number * 8), ...varint(value)), [[number, VARINT, value, '']]);
      }),
    );
  });

  it('reads negative numbers, which take ten bytes, without losing its place', () => {
    const [first, second] = fields(0x08, ...Array.from({ length: 9 }, () => 0xff), 0x01, 0x10, 0x07);
    assert.equal(first?.[0], 1);
    assert.deepEqual(second, [2, VARINT, 7, '']);
  });

  const broken: readonly (readonly [string, readonly number[]])[] = [
    ['a varint that breaks off', [0x08, 0x96]],
    ['a varint of eleven bytes', [0x08, ...Array.from({ length: 11 }, () => 0xff), 0x01]],
    ['a text that is longer than the message', [0x12, 0x05, 0x68]],
    ['a fixed field that breaks off', [0x1d, 1, 2]],
    ['a group, which no message of Kubernetes has', [0x0b]],
  ];
  for (const [title, bytes] of broken) {
    it(`throws a RangeError for ${title}`, () => assert.throws(() => fields(...bytes), RangeError));
  }

  it('throws nothing but RangeErrors, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          fields(...bytes);
        } catch (error) {
          assert.ok(error instanceof RangeError);
        }
      }),
    );
  });
});
