import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isObject, parseJson } from '../../../lib/core/text/json.ts';
import { repeatedKey } from '../../../lib/core/text/repeated-key.ts';

const escaped = (text: string): string =>
  `"${Array.from({ length: text.length }, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')}"`;

/** A key as JSON may spell it: few different ones, so that some are there twice. */
const anyKey = fc
  .tuple(
    fc.constantFrom('tag', 'a"b', 'a\\', '', '{', '__proto__', '"', '\\"', ':', 'é', '\ud800'),
    fc.boolean(),
  )
  .map(([key, isEscaped]) => (isEscaped ? escaped(key) : JSON.stringify(key)));
const anyText = fc
  .tuple(
    fc.array(
      fc.tuple(
        anyKey,
        fc.oneof(
          fc.json(),
          fc.string().map((text) => JSON.stringify(text)),
        ),
      ),
      { maxLength: 5 },
    ),
    fc.constantFrom('', ' ', '\n\t'),
  )
  .map(([entries, space]) => ({
    count: entries.length,
    text: `${space}{${entries.map(([key, value]) => `${space}${key}${space}:${space}${value}${space}`).join(',')}}${space}`,
  }));

/** A scanner finds a repeated key exactly where JSON.parse has fewer keys than the text. Throws where one does not. */
function agreesWithParse(find: (text: string) => string | undefined): void {
  fc.assert(
    fc.property(anyText, ({ count, text }) => {
      const value = parseJson(text);
      assert.ok(isObject(value));
      const found = find(text);
      assert.equal(found !== undefined, Object.keys(value).length < count);
      if (found !== undefined) assert.ok(Object.hasOwn(value, found));
    }),
    { numRuns: 500 },
  );
}

describe('a key that an object has twice', () => {
  for (const [text, key] of [
    ['{"tag":"a","tag":"b"}', 'tag'],
    ['{"tag":"a","t\\u0061g":"b"}', 'tag'],
    ['{"a":1,"b":2,"b":3,"a":4}', 'b'],
    ['{"":1,"":2}', ''],
    ['{"a":"\\"b\\":","b":1}', undefined],
    ['{"a":{"b":1,"b":2},"b":[{"a":1}]}', undefined],
    ['{"a":{"x":1},"b":2,"a":3}', 'a'],
    ['{"a":"}","b":"{","c":["]"],"b":1}', 'b'],
    ['[{"a":1,"a":2}]', undefined],
    ['"a:a"', undefined],
    ['{}', undefined],
  ] as const)
    it(`is ${key === undefined ? 'not there' : JSON.stringify(key)} in ${text}`, () =>
      assert.equal(repeatedKey(text), key));

  it('is found where JSON.parse has fewer keys than the text, and nowhere else', () =>
    agreesWithParse(repeatedKey));

  it('is found in a second of 64 KB of anything', () => {
    for (const text of [
      `{"a":"${'\\\\'.repeat(32_000)}"}`,
      `{"a":${'['.repeat(32_000)}${']'.repeat(32_000)}}`,
      `{${Array.from({ length: 7_000 }, (_, index) => `"${index}":1`).join(',')}}`,
    ]) {
      const before = performance.now();
      assert.equal(repeatedKey(text), undefined);
      assert.ok(performance.now() - before < 1_000);
    }
  });

  it('is missed by a scanner that finds none, or forgets depths and escapes: the law notices', () => {
    assert.throws(() => agreesWithParse(() => undefined));
    assert.throws(() =>
      agreesWithParse((text) => {
        const keys = Array.from(text.matchAll(/"([^"]*)"\s*:/g), ([, key]) => key);
        return keys.find((key, place) => keys.indexOf(key) < place);
      }),
    );
  });
});
