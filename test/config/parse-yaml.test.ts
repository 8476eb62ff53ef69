import assert from 'node:assert/strict';
import { MAX_SIZE, parseYaml } from '../../lib/config/parse-yaml.ts';

function complaint(text: string): readonly [path: string, code: string] | undefined {
  const parsed = parseYaml(text);
  return 'complaint' in parsed ? [parsed.complaint.path, parsed.complaint.code] : undefined;
}

/** Nine levels of ten aliases each: 10^9 values from 500 characters. */
const BILLION_LAUGHS = [
  'a: &l0 [x]',
  ...Array.from({ length: 9 }, (_, n) => `l${n}: &l${n + 1} [${`*l${n}, `.repeat(10)}]`),
].join('\n');

describe('parseYaml', () => {
  const refused: readonly (readonly [title: string, text: string, path: string, code: string])[] = [
    ['an empty text', '', '', 'NotYaml'],
    ['only a comment', '# nothing', '', 'NotYaml'],
    ['two documents', 'a: 1\n---\nb: 2', '', 'NotYaml'],
    ['a key twice', 'a: 1\nb:\n  c: 1\n  c: 2', 'line 4, column 3', 'NotYaml'],
    ['a list that is not closed', 'a: [', 'line 1, column 5', 'NotYaml'],
    ['a tab as indentation', 'a:\n\tb: 1', 'line 2, column 1', 'NotYaml'],
    ['a mapping as a key', '? { a: 1 }\n: 2', 'line 1, column 1', 'NotYaml'],
    ['a tag of another language', 'a: !!js/function x', 'line 1, column 4', 'NotYaml'],
    ['binary data', 'a: !!binary aGk=', 'line 1, column 4', 'NotYaml'],
    ['an alias of nothing', 'a: *b', 'line 1, column 5', 'NotYaml'],
    ['a raw control character', 'a: \u0007', 'line 1, column 4', 'NotYaml'],
    ['a null byte', 'a: \0', 'line 1, column 4', 'NotYaml'],
    ['half a surrogate pair', 'a: \ud800', 'line 1, column 4', 'NotYaml'],
    ['200 lists in each other', '['.repeat(200), 'line 1, column 100', 'NotYaml'],
    ['more than a million characters', `a: ${'x'.repeat(MAX_SIZE)}`, '', 'TooLarge'],
    ['a billion laughs', BILLION_LAUGHS, '', 'TooLarge'],
    [
      'a billion laughs in keys',
      BILLION_LAUGHS.replaceAll('[', '{ a: [').replaceAll(']', '] }'),
      '',
      'TooLarge',
    ],
    [
      'a long text a thousand times',
      `a: &a "${'x'.repeat(5000)}"\nb: [${'*a, '.repeat(1000)}]`,
      '',
      'TooLarge',
    ],
    ['a list that holds itself', '&a [*a, *a]', '', 'TooLarge'],
    ['a mapping that holds itself', '&a { b: *a }', '', 'TooLarge'],
  ];
  for (const [title, text, path, code] of refused) {
    it(`refuses ${title}: ${code} at ${path || 'the top'}`, () => {
      assert.deepEqual(complaint(text), [path, code]);
    });
  }

  const read: readonly (readonly [title: string, text: string, document: unknown])[] = [
    ['a mapping', 'a: 1', { a: 1 }],
    ['JSON', '{"a":[true,null,"x"]}', { a: [true, null, 'x'] }],
    ['a byte order mark', '\ufeffa: 1', { a: 1 }],
    ['a shared list', 'a: &n [1]\nb: *n', { a: [1], b: [1] }],
    ['YAML 1.1 truth as a text', 'a: yes', { a: 'yes' }],
    ['a date as a text', 'a: 2026-01-01', { a: '2026-01-01' }],
    ['escapes in a quoted text', 'a: "\\e[31m"', { a: '\u001b[31m' }],
    ['an empty document that is begun', '---\n', null],
    ['a long list', `[${'a,'.repeat(400_000)}]`, Array.from({ length: 400_000 }, () => 'a')],
  ];
  for (const [title, text, document] of read) {
    it(`reads ${title}`, () => {
      assert.deepEqual(parseYaml(text), { document });
    });
  }

  for (const text of [
    'password: s3cret\npassword: s3cret',
    'password: *s3cret',
    'password: !s3cret x',
    'password: "s3cret',
  ]) {
    it(`says what is wrong with ${JSON.stringify(text)} without the secret`, () => {
      const parsed = parseYaml(text);
      assert.ok('complaint' in parsed);
      assert.doesNotMatch(JSON.stringify(parsed), /s3cret/);
    });
  }
});
