import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { valueAt, isObject, objectOr, parseJson, stringOr } from '../../../lib/core/text/json.ts';

describe('json', () => {
  it('isObject is true of objects only, neither of null nor of arrays', () => {
    const values = [{}, { a: 1 }, null, [], 'a', 1, true, undefined];
    assert.deepEqual(values.map(isObject), [true, true, false, false, false, false, false, false]);
  });

  it('objectOr gives the object itself, or an empty one', () => {
    const object = { a: 1 };
    assert.equal(objectOr(object), object);
    for (const value of [null, undefined, [1], 'a', 5]) assert.deepEqual(objectOr(value), {});
  });

  it('stringOr gives the text itself, an empty one too, or the other value', () => {
    assert.equal(stringOr('a', 'b'), 'a');
    assert.equal(stringOr('', 'b'), '');
    for (const value of [null, undefined, 5, ['a'], {}]) assert.equal(stringOr(value, undefined), undefined);
  });

  describe('at', () => {
    const value: unknown = JSON.parse('{"a": {"b": [{"c": 1}], "": 2, "d": null}, "__proto__": {"e": 3}}');
    const rows: readonly (readonly [path: readonly string[], found: unknown])[] = [
      [[], value],
      [['a', ''], 2],
      [['a', 'b'], [{ c: 1 }]],
      [['a', 'd'], null],
      [['__proto__', 'e'], 3],
      [['e'], undefined],
      [['a', 'd', 'x'], undefined],
      [['a', 'b', '0', 'c'], undefined],
      [['x', 'y'], undefined],
      [['toString'], undefined],
      [['constructor', 'name'], undefined],
      [['a', 'length'], undefined],
    ];
    for (const [path, found] of rows) {
      it(`[${path.join(', ')}] leads to ${JSON.stringify(found)}`, () => {
        assert.deepEqual(valueAt(value, path), found);
      });
    }
  });

  describe('parseJson', () => {
    for (const text of ['', ' ', 'undefined', '{', '{"a":1,}', "{'a':1}", 'NaN', '1 2', '[', '\u{feff}1']) {
      it(`${JSON.stringify(text)} is no JSON`, () => {
        assert.equal(parseJson(text), undefined);
      });
    }

    it('100,000 nested arrays are an array or no JSON, and no crash', () => {
      const value = parseJson('['.repeat(100_000) + ']'.repeat(100_000));
      assert.ok(value === undefined || Array.isArray(value));
    });

    it('reads back what was written', () => {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          assert.equal(JSON.stringify(parseJson(JSON.stringify(value))), JSON.stringify(value));
        }),
      );
    });
  });
});
