import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  memberAt,
  isJsonValue,
  isList,
  isMap,
  mapOr,
  member,
  readJson,
  sameJson,
  withMember,
  type Json,
} from '../../lib/sandbox/json.ts';

describe('sandbox JSON', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.equal(JSON.stringify(readJson(text)), text);
      }),
    );
  });

  it('throws a SyntaxError for a text that is no JSON', () => {
    assert.throws(() => readJson('{'), SyntaxError);
  });

  for (const value of [undefined, 1n, () => 1, [undefined], { a: Symbol('a') }]) {
    it(`knows that ${typeof value} ${Array.isArray(value) ? 'in a list ' : ''}is not JSON`, () => {
      assert.equal(isJsonValue(value), false);
    });
  }

  it('tells maps and lists apart', () => {
    const values: readonly Json[] = [{}, [], null, 'text', 1];
    assert.deepEqual(values.map(isMap), [true, false, false, false, false]);
    assert.deepEqual(values.map(isList), [false, true, false, false, false]);
  });

  it('reads no member from the prototype', () => {
    for (const key of ['constructor', 'toString', '__proto__']) assert.equal(member({}, key), undefined);
  });

  it('reads an own member called __proto__', () => {
    assert.equal(memberAt(readJson('{"__proto__":{"a":1}}'), ['__proto__', 'a']), 1);
  });

  it('sets a member called __proto__ without touching the prototype', () => {
    const map = withMember({}, '__proto__', { polluted: true });
    assert.equal(JSON.stringify(map), '{"__proto__":{"polluted":true}}');
    assert.equal(Object.getPrototypeOf(map), Object.prototype);
  });

  it('takes a member out and leaves the original alone', () => {
    const map = { a: 1, b: 2 };
    assert.deepEqual([withMember(map, 'a', undefined), map], [{ b: 2 }, { a: 1, b: 2 }]);
  });

  it('breaks off at anything that is no map', () => {
    assert.equal(memberAt({ a: [1] }, ['a', '0']), undefined);
    assert.deepEqual(mapOr([1]), {});
  });

  it('compares by value, whatever the order of keys', () => {
    assert.equal(sameJson({ a: 1, b: [2] }, { b: [2], a: 1 }), true);
    assert.equal(sameJson({ a: 1 }, { a: '1' }), false);
  });
});
