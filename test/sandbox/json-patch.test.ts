import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isMap, readJson, type Json } from '../../lib/sandbox/json.ts';
import { applyPatch, readPatch } from '../../lib/sandbox/json-patch.ts';

/** The patched document, or undefined where the patch does not apply. */
function apply(document: Json, patch: Json): Json | undefined {
  const operations = readPatch(patch);
  assert.ok(operations !== undefined);
  return applyPatch(document, operations);
}

const DOCUMENT: Json = { map: { a: 1, n: null }, list: ['x', 'y', 'z'], 'a/b': { 'm~n': 2 } };

describe('JSON Patch', () => {
  for (const [title, operation, expected] of [
    ['adds a member', { op: 'add', path: '/map/b', value: 2 }, { map: { a: 1, n: null, b: 2 } }],
    ['adds over a member', { op: 'add', path: '/map/a', value: 2 }, { map: { a: 2, n: null } }],
    ['adds null where there is no value', { op: 'add', path: '/map/a' }, { map: { a: null, n: null } }],
    [
      'adds before an element',
      { op: 'add', path: '/list/1', value: 'new' },
      { list: ['x', 'new', 'y', 'z'] },
    ],
    ['adds at the end', { op: 'add', path: '/list/-', value: 'new' }, { list: ['x', 'y', 'z', 'new'] }],
    [
      'adds right after the last element',
      { op: 'add', path: '/list/3', value: 'new' },
      { list: ['x', 'y', 'z', 'new'] },
    ],
    [
      'adds at the end under -1',
      { op: 'add', path: '/list/-1', value: 'new' },
      { list: ['x', 'y', 'z', 'new'] },
    ],
    ['replaces a member', { op: 'replace', path: '/map/a', value: [2] }, { map: { a: [2], n: null } }],
    [
      'replaces a member that is missing, as the API server does',
      { op: 'replace', path: '/map/b', value: 2 },
      { map: { a: 1, n: null, b: 2 } },
    ],
    ['replaces an element', { op: 'replace', path: '/list/0', value: 'new' }, { list: ['new', 'y', 'z'] }],
    [
      'replaces the last element under -1',
      { op: 'replace', path: '/list/-1', value: 'new' },
      { list: ['x', 'y', 'new'] },
    ],
    ['removes a member', { op: 'remove', path: '/map/a' }, { map: { n: null } }],
    ['removes an element', { op: 'remove', path: '/list/1' }, { list: ['x', 'z'] }],
    ['unescapes ~1 and then ~0', { op: 'replace', path: '/a~1b/m~0n', value: 3 }, { 'a/b': { 'm~n': 3 } }],
    ['finds a number', { op: 'test', path: '/map/a', value: 1 }, {}],
    ['finds an element', { op: 'test', path: '/list/2', value: 'z' }, {}],
    ['finds null where null is', { op: 'test', path: '/map/n', value: null }, {}],
    ['finds null where nothing is', { op: 'test', path: '/map/missing', value: null }, {}],
    [
      'finds null where the prototype has something',
      { op: 'test', path: '/map/constructor', value: null },
      {},
    ],
    ['finds a map whatever its order', { op: 'test', path: '/map', value: { n: null, a: 1 } }, {}],
    ['finds the whole document', { op: 'test', path: '', value: DOCUMENT }, {}],
  ] as const) {
    it(title, () => {
      assert.deepEqual(apply(DOCUMENT, [operation]), { ...DOCUMENT, ...expected });
    });
  }

  it('replaces the whole document', () => {
    assert.deepEqual(apply(DOCUMENT, [{ op: 'replace', path: '', value: { a: 1 } }]), { a: 1 });
  });

  for (const [title, operation] of [
    ['a test of another value', { op: 'test', path: '/map/a', value: 2 }],
    ['a test of another type', { op: 'test', path: '/map/a', value: '1' }],
    ['a test of another element', { op: 'test', path: '/list/0', value: 'y' }],
    ['a test of another document', { op: 'test', path: '', value: {} }],
    ['a path through something missing', { op: 'test', path: '/missing/a', value: null }],
    ['a path through null', { op: 'add', path: '/map/n/a', value: 1 }],
    ['a path through a number', { op: 'add', path: '/map/a/b', value: 1 }],
    ['a path through the prototype', { op: 'add', path: '/map/constructor/prototype', value: 1 }],
    ['a path without its slash', { op: 'test', path: 'map', value: null }],
    ['no path', { op: 'remove' }],
    ['an index past the end', { op: 'replace', path: '/list/3', value: 1 }],
    ['an add far past the end', { op: 'add', path: '/list/4', value: 1 }],
    ['a negative index past the beginning', { op: 'remove', path: '/list/-4' }],
    ['an index that is no number', { op: 'add', path: '/list/length', value: 1 }],
    ['a replace of -', { op: 'replace', path: '/list/-', value: 1 }],
    ['a way through a list past its end', { op: 'add', path: '/list/9/a', value: 1 }],
    ['a remove of what is missing', { op: 'remove', path: '/map/b' }],
    ['a whole document that is a text', { op: 'replace', path: '', value: 'text' }],
    ['a remove of the whole document', { op: 'remove', path: '' }],
    ['an unknown operation on a map', { op: 'mend', path: '/map/a' }],
    ['an unknown operation on a list', { op: 'mend', path: '/list/0' }],
  ] as const) {
    it(`does not apply with ${title}`, () => {
      assert.equal(apply(DOCUMENT, [operation]), undefined);
    });
  }

  it('applies all operations or none, and never changes its input', () => {
    const copy = structuredClone(DOCUMENT);
    assert.equal(
      apply(DOCUMENT, [
        { op: 'remove', path: '/map' },
        { op: 'remove', path: '/map' },
      ]),
      undefined,
    );
    assert.deepEqual(DOCUMENT, copy);
  });

  it('does not pollute prototypes', () => {
    const patched = apply({}, readJson('[{"op":"add","path":"/__proto__","value":{"polluted":true}}]'));
    assert.equal(JSON.stringify(patched), '{"__proto__":{"polluted":true}}');
    assert.equal(isMap(patched) && 'polluted' in patched, false);
  });

  it('takes out again what it added, for any key', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (key, value) => {
        const path = `/new/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const document = { new: {} };
        const added = apply(
          document,
          readJson(
            JSON.stringify([
              { op: 'add', path, value },
              { op: 'test', path, value },
            ]),
          ),
        );
        assert.ok(added !== undefined);
        assert.deepEqual(apply(added, [{ op: 'remove', path }]), document);
      }),
    );
  });

  it('reads null as a patch without operations, and in one as an operation that says nothing', () => {
    assert.deepEqual(readPatch(null), []);
    assert.deepEqual(readPatch([null]), [{ op: '', path: undefined, value: null }]);
  });

  for (const patch of [{}, 'text', [7], [{ op: 5 }], [{ op: 'add', path: 5 }]] as const) {
    it(`reads no patch from ${JSON.stringify(patch)}`, () => {
      assert.equal(readPatch(patch), undefined);
    });
  }
});
