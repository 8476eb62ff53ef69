import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { JsonValueEnd } from '../../../lib/kubernetes/list/json-value-end.ts';

/** Where a value ends, counted from the first byte, read in chunks of at most `size`; -1 where it does not. */
function endOf(text: string, size = Infinity): number {
  const bytes = Buffer.from(text);
  const value = new JsonValueEnd(bytes[0]);
  for (let at = 0; at < bytes.length; at += size) {
    const end = value.find(bytes.subarray(at, at + size), 0);
    if (end !== -1) return at + end;
  }
  return -1;
}

describe('the end of a JSON value', () => {
  for (const [text, end] of [
    ['{},', 2],
    ['[1,[2]] ,', 7],
    ['{"a":"}"}]', 9],
    ['{"a":"\\"}"}]', 11],
    ['{"a":"\\\\"}]', 10],
    ['"a,b",', 5],
    ['"\\"",', 4],
    ['12,', 2],
    ['12]', 2],
    ['null\n,', 4],
    ['true}', 4],
    ['{"a":1', -1],
    ['"a', -1],
    ['12', -1],
  ] as const) {
    it(`of ${text} is at ${end}`, () => {
      for (const size of [1, 2, 3, Infinity]) assert.equal(endOf(text, size), end);
    });
  }

  it('is where JSON.stringify ended, wherever chunks begin', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 40 }), (value, size) => {
        const text = JSON.stringify(value);
        assert.equal(endOf(`${text},{}`, size), Buffer.byteLength(text));
      }),
    );
  });

  it('is looked for from the place that is given', () => {
    assert.equal(new JsonValueEnd(0x7b).find(Buffer.from('[{}{},'), 3), 5);
    assert.equal(new JsonValueEnd(0x31).find(Buffer.from('0,1,'), 2), 3);
  });
});
