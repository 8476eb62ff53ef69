import assert from 'node:assert/strict';
import { isObject } from '../../../lib/core/text/json.ts';
import { decodeMessage, type MessageType } from '../../../lib/kubernetes/protobuf/decode-message.ts';

const INNER: MessageType = { 1: { name: 'name', type: 'string' } };
const MESSAGE: MessageType = {
  1: { name: 'text', type: 'string' },
  2: { name: 'number', type: 'int' },
  3: { name: 'truth', type: 'bool' },
  4: { name: 'map', type: 'map' },
  5: { name: 'time', type: 'time' },
  6: { name: 'message', type: 'message', of: INNER },
  7: { name: 'list', type: 'list', of: INNER },
  10: { name: 'source', type: 'inline', of: INNER },
};

function decode(...bytes: readonly (number | string)[]) {
  return decodeMessage(
    Buffer.concat(bytes.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part])))),
    MESSAGE,
  );
}

describe('decodeMessage', () => {
  const table: readonly (readonly [string, readonly (number | string)[], object])[] = [
    ['nothing for an empty message', [], {}],
    ['a text', [0x0a, 3, 'web'], { text: 'web' }],
    ['a text in UTF-8', [0x0a, 2, 'ü'], { text: 'ü' }],
    ['an empty text', [0x0a, 0], { text: '' }],
    ['a number', [0x10, 7], { number: 7 }],
    ['true', [0x18, 1], { truth: true }],
    ['false', [0x18, 0], { truth: false }],
    ['the last of two texts', [0x0a, 1, 'a', 0x0a, 1, 'b'], { text: 'b' }],
    [
      'a map, entry by entry',
      [0x22, 6, 0x0a, 1, 'a', 0x12, 1, 'x', 0x22, 3, 0x0a, 1, 'b'],
      { map: { a: 'x', b: '' } },
    ],
    [
      'a map with an odd key',
      [0x22, 14, 0x0a, 9, '__proto__', 0x12, 1, 'x'],
      { map: Object.fromEntries([['__proto__', 'x']]) },
    ],
    ['a time in seconds', [0x2a, 2, 0x08, 60], { time: '1970-01-01T00:01:00.000Z' }],
    ['a message', [0x32, 3, 0x0a, 1, 'a'], { message: { name: 'a' } }],
    [
      'a list of messages',
      [0x3a, 3, 0x0a, 1, 'a', 0x3a, 3, 0x0a, 1, 'b'],
      { list: [{ name: 'a' }, { name: 'b' }] },
    ],
    [
      'a message that is inline as members of its own',
      [0x52, 3, 0x0a, 1, 'a', 0x10, 7],
      { name: 'a', number: 7 },
    ],
    ['nothing of an inline message without wanted fields', [0x52, 2, 0x10, 7], {}],
    ['nothing of fields that are not wanted', [0x42, 1, 'a', 0x48, 1], {}],
  ];
  for (const [title, bytes, expected] of table) {
    it(`reads ${title}`, () => assert.deepEqual(decode(...bytes), expected));
  }

  it('reads ten thousand labels and owners in time that grows with them', () => {
    const entry = (key: string) => [0x22, key.length + 5, 0x0a, key.length, key, 0x12, 1, 'x'];
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}`);
    const owners = keys.flatMap(() => [0x3a, 3, 0x0a, 1, 'a']);
    const parts = [...keys.flatMap(entry), ...owners].map((part) =>
      Buffer.from(typeof part === 'string' ? part : [part]),
    );
    const { map, list } = decodeMessage(Buffer.concat(parts), MESSAGE);
    assert.equal(isObject(map) && Object.keys(map).length, 20_000);
    assert.ok(Array.isArray(list) && list.length === 20_000);
  });

  it('throws a RangeError for a field of another wire type', () => {
    assert.throws(() => decode(0x08, 1), RangeError);
    assert.throws(() => decode(0x12, 1, 'a'), RangeError);
    assert.throws(() => decode(0x50, 1), RangeError);
  });

  it('throws a RangeError for a time that is none', () => {
    assert.throws(() => decode(0x2a, 9, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), RangeError);
  });
});
