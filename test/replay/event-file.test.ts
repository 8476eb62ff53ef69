import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { EntryReader, type FileEntry } from '../../lib/replay/event-file.ts';

/** The entries of a file that comes in pieces of this size. */
function entriesOf(file: string | Uint8Array, size = 7): FileEntry[] {
  const bytes = Buffer.from(file);
  const reader = new EntryReader();
  const found: FileEntry[] = [];
  for (let from = 0; from < bytes.length; from += size)
    found.push(...reader.read(bytes.subarray(from, from + size)));
  return [...found, ...reader.end()];
}

/** As `line: text`. */
function shown({ line, content }: FileEntry): string {
  return `${line}: ${content instanceof UpdaterError ? content.reason : Buffer.from(content).toString().trimEnd()}`;
}

describe('the entries of a file', () => {
  const rows: readonly (readonly [title: string, file: string, entries: readonly string[]])[] = [
    ['nothing', '', []],
    ['empty lines', '\n\r\n  \n', []],
    ['one object a line', '{"a":1}\n{"b":2}\n', ['1: {"a":1}', '2: {"b":2}']],
    ['no line break at the end', '{"a":1}', ['1: {"a":1}']],
    ['CRLF and empty lines', '{"a":1}\r\n\r\n{"b":2}\r\n', ['1: {"a":1}', '3: {"b":2}']],
    ['a byte order mark', '\u{feff}{"a":1}\n', ['1: {"a":1}']],
    ['an empty list, as gcloud prints it', '[]\n', []],
    ['a list on one line', '[{"a":1},{"b":[2]}]\n', ['1: {"a":1}', '1: {"b":[2]}']],
    ['a list over many lines', '[\n  {\n    "a": 1\n  },\n  {}\n]\n', ['2: {\n    "a": 1\n  }', '5: {}']],
    ['several lists', '[\n  {}\n]\n[\n  {}\n]\n', ['2: {}', '5: {}']],
    ['braces and quotes in texts', '{"a":"}{\\"]["}\n{}', ['1: {"a":"}{\\"]["}', '2: {}']],
    ['a backslash at the end of a text', '{"a":"\\\\"}\n{}', ['1: {"a":"\\\\"}', '2: {}']],
    ['a line that is no object', '{}\noops {}\n{}', ['1: {}', '2: oops {}', '3: {}']],
    ['a value that is none', '5\n"a"\n{}', ['1: 5', '2: "a"', '3: {}']],
    ['a list of something else', '["a"]\n{}', ['1: "a"]', '2: {}']],
    ['a line cut off in a text', '{"a":"us-\n{"b":2}\n', ['1: {"a":"us-', '2: {"b":2}']],
    ['a line cut off after a colon', '{"a":\n{"b":2}\n', ['1: {"a":', '2: {"b":2}']],
    ['a line cut off after a backslash', '{"a":"\\\n{"b":2}\n', ['1: {"a":"\\', '2: {"b":2}']],
    ['a file cut off', '{}\n{"a":', ['1: {}', '2: {"a":']],
    ['a brace too many', '{}}\n{}', ['1: {}', '1: }', '2: {}']],
  ];
  for (const [title, file, expected] of rows)
    it(`are ${expected.length} in ${title}`, () => {
      for (const size of [1, 2, 3, 1000])
        assert.deepEqual(entriesOf(file, size).map(shown), expected, `pieces of ${size}`);
    });

  it('do not depend on the pieces in which the file comes', () => {
    const part = fc.constantFrom('{', '}', '[', ']', '"', '\\', '\n', '\r\n', ',', ' ', 'a', '{"a":1}', 'é');
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 1, max: 9 }), (parts, size) => {
        const file = parts.join('');
        assert.deepEqual(entriesOf(file, size).map(shown), entriesOf(file, 1000).map(shown));
      }),
    );
  });

  it('are one for each line that is not empty, whatever a line holds that begins with no bracket or comma', () => {
    const line = fc
      .oneof(
        fc.json().filter((text) => text.startsWith('{')),
        fc.stringMatching(/^[a-z"\\:][a-z{}"\\[\], ]*$/),
        // Cut off.
        fc.stringMatching(/^\{"[a-z]*$/),
        fc.constant(''),
      )
      .filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const found = entriesOf(lines.join('\n')).map((each) => each.line);
        assert.deepEqual(
          found,
          lines.flatMap((text, index) => (text === '' ? [] : [index + 1])),
        );
      }),
    );
  });

  for (const [title, line] of [
    ['10 MB in an object', `{"a":"${'x'.repeat(10_000_000)}"}`],
    ['10 MB without an end', `{"a":"${'x'.repeat(10_000_000)}`],
    ['10 MB of anything', 'x'.repeat(10_000_000)],
  ] as const)
    it(`are TooLarge in ${title}, and the rest goes on`, () =>
      assert.deepEqual(entriesOf(`{}\n${line}\n{"b":2}\n`, 65_536).map(shown), [
        '1: {}',
        '2: TooLarge',
        '3: {"b":2}',
      ]));
});
