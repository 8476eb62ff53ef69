import assert from 'node:assert/strict';
import * as v from 'valibot';
import { toComplaints } from '../../lib/config/issue.ts';
import { mapping, record } from '../../lib/config/mapping.ts';
import { unique } from '../../lib/config/unique.ts';

const SCHEMA = mapping({
  enforce: v.exactOptional(v.boolean('true or false')),
  namespaces: v.exactOptional(v.string('a text')),
  pin: v.exactOptional(v.picklist(['digest', 'tag'], 'one of two')),
  size: v.exactOptional(v.pipe(v.number('a number'), v.minValue(1, 'at least 1'))),
  labels: v.exactOptional(record(v.pipe(v.string(), v.regex(/^\w+$/, 'a key')), v.string('a text'))),
  twins: v.exactOptional(
    v.pipe(
      v.array(v.string('a text')),
      unique(
        () => [
          { keys: [0], identity: 'a' },
          { keys: [1], identity: 'a', written: 'A' },
        ],
        (first) => `not ${first}`,
      ),
    ),
  ),
  needed: v.string('a text'),
});

function complaints(document: unknown) {
  const result = v.safeParse(SCHEMA, document);
  return toComplaints(result.issues ?? [], document).map(({ path, code, expected, received }) => [
    path,
    code,
    expected,
    received,
  ]);
}

describe('toComplaints', () => {
  it('has none for a good document', () => assert.deepEqual(complaints({ needed: '' }), []));

  const rows: readonly (readonly [
    document: object,
    path: string,
    code: string,
    expected: string,
    received: string,
  ])[] = [
    [{ enforce: null }, 'enforce', 'WrongType', 'true or false', 'nothing'],
    [{ namespaces: [1] }, 'namespaces', 'WrongType', 'a text', 'a list'],
    [{ namespaces: 1 }, 'namespaces', 'WrongType', 'a text', '1'],
    [{ pin: {} }, 'pin', 'Invalid', 'one of two', 'a mapping'],
    [{ size: 0 }, 'size', 'Invalid', 'at least 1', '0'],
    [{ labels: { 'a b': '' } }, 'labels["a b"]', 'Invalid', 'a key', '"a b"'],
    [{ labels: { a: true } }, 'labels.a', 'WrongType', 'a text', 'true'],
    [{ labels: { constructor: '' } }, 'labels.constructor', 'Invalid', 'another key', '"constructor"'],
    [{ twins: ['a', 'A'] }, 'twins[1]', 'Duplicate', 'not [0]', '"A"'],
    [{ namespace: '' }, 'namespace', 'UnknownKey', 'the key `namespaces`', '"namespace"'],
    [{ enfroce: true }, 'enfroce', 'UnknownKey', 'the key `enforce`', '"enfroce"'],
    [{ PIN: 'tag' }, 'PIN', 'UnknownKey', 'the key `pin`', '"PIN"'],
    [
      { zone: 's3cret' },
      'zone',
      'UnknownKey',
      'one of the keys enforce, namespaces, pin, size, labels, twins, needed',
      '"zone"',
    ],
  ];
  for (const [document, ...row] of rows) {
    it(`makes of ${JSON.stringify(document)} ${row.join(' · ')}`, () => {
      assert.deepEqual(complaints({ needed: '', ...document }), [row]);
    });
  }

  it('names what is missing', () => {
    assert.deepEqual(
      complaints({}).map(([path, code, , received]) => [path, code, received]),
      [['needed', 'Missing', 'nothing']],
    );
  });

  it('shows what stands in place of the whole document', () => {
    assert.deepEqual(complaints('text'), [['', 'WrongType', 'a mapping', '"text"']]);
  });
});
