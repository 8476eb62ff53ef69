import assert from 'node:assert/strict';
import * as v from 'valibot';
import { mapping, record } from '../../lib/config/mapping.ts';

const MAPPING = mapping({ a: v.exactOptional(v.string()), b: v.optional(v.number(), 1) });
const RECORD = record(v.string(), v.number());

function keys(schema: v.GenericSchema, value: unknown): readonly unknown[] | undefined {
  return v.safeParse(schema, value).issues?.map(({ path }) => path?.map(({ key }) => key).join('.'));
}

describe('mapping', () => {
  it('takes its keys, and fills in defaults', () =>
    assert.deepEqual(v.parse(MAPPING, { a: 'x' }), { a: 'x', b: 1 }));

  for (const value of [[], ['a'], null, undefined, 'a', 1]) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(v.is(MAPPING, value), false));
  }

  it('has an issue for each unknown key, beside those of the known ones', () => {
    const value: unknown = JSON.parse('{ "a": 1, "x": 1, "constructor": 1, "__proto__": { "b": 2 } }');
    assert.deepEqual(keys(MAPPING, value), ['a', 'x', 'constructor', '__proto__']);
  });

  it('lists the known keys in the issue of an unknown one', () => {
    assert.deepEqual(
      v.safeParse(MAPPING, { x: 1 }).issues?.map(({ requirement }) => requirement),
      [['a', 'b']],
    );
  });

  it('gives issues below it their whole path', () => {
    assert.deepEqual(keys(mapping({ outer: MAPPING }), { outer: { b: 'x', y: 1 } }), ['outer.b', 'outer.y']);
  });

  it('keeps its result when it is part of a pipe', () => {
    const schema = v.pipe(
      MAPPING,
      v.transform(({ b }) => b),
    );
    assert.equal(v.parse(schema, { b: 5 }), 5);
    assert.deepEqual(keys(schema, { b: 5, c: 6 }), ['c']);
  });
});

describe('record', () => {
  it('takes any key', () => assert.deepEqual(v.parse(RECORD, { x: 1, 'y z': 2 }), { x: 1, 'y z': 2 }));

  for (const value of [[], [1], null, 'a']) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(v.is(RECORD, value), false));
  }

  it('has an issue for a key that it would have to drop', () => {
    const value: unknown = JSON.parse('{ "x": "", "constructor": 1, "prototype": 1, "__proto__": 1 }');
    assert.deepEqual(keys(RECORD, value), ['x', 'constructor', 'prototype', '__proto__']);
  });
});
