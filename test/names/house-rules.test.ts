import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  exportsIn,
  functionsEndingInOf,
  goneFilesInComments,
  lineCount,
  medianLines,
  oldNames,
  repeatedExports,
  repeatedFileNames,
} from './house-rules.ts';
import { OLD_WORDS } from './old-words.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TREE = new Map(
  globSync(['functions/**/*.ts', 'lib/**/*.ts', 'test/**/*.ts'], { cwd: ROOT })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => !file.includes('node_modules'))
    .toSorted()
    .map((file): [string, string] => [file, readFileSync(path.join(ROOT, file), 'utf8')]),
);

describe('the names of this tree', () => {
  it('have no old word among exported identifiers and file names', () =>
    assert.deepEqual(oldNames(TREE), []));

  it('of functions of lib do not end in `Of`', () => assert.deepEqual(functionsEndingInOf(TREE), []));

  it('are exported once in lib', () => assert.deepEqual(repeatedExports(TREE), []));

  it('of files of lib occur at most twice', () => assert.deepEqual(repeatedFileNames(TREE), []));
});

describe('the comments of lib and functions', () => {
  it('name files that exist', () => assert.deepEqual(goneFilesInComments(TREE), []));
});

describe('the files of this tree', () => {
  it('have at most 70 lines in the median', () => {
    const median = medianLines(TREE);
    assert.ok(median > 0 && median <= 70, `expected at most 70 lines, got ${median}`);
  });

  it('tell the story of an event in at most 60 lines', () => {
    const lines = lineCount(TREE.get('lib/pipeline/handle-event.ts') ?? '');
    assert.ok(lines > 0 && lines <= 60, `expected at most 60 lines, got ${lines}`);
  });
});

describe('an old word', () => {
  for (const { word, of } of OLD_WORDS) {
    it(`${word} is reported as a file name of ${of}`, () => {
      const kebab = word.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
      const file = `${of}/folder/${word.endsWith('.ts') ? word : `${kebab}.ts`}`;
      const reported = oldNames(new Map([[file, '']]));
      assert.ok(reported.some((line) => line.startsWith(`${file} is called ${word}: expected `)));
    });
    if (of === 'lib' && !word.endsWith('.ts'))
      for (const declaration of [
        `interface ${word} {}`,
        `async function ${word}() {}`,
        `function* ${word}() {}`,
        `class ${word} {}`,
        `type ${word} = 1;`,
        `const ${word} = 1;`,
        `{ other as ${word} } from './x.ts';`,
      ])
        it(`${word} is reported as \`export ${declaration}\` in lib`, () => {
          const reported = oldNames(new Map([['lib/folder/file.ts', `// a file\nexport ${declaration}\n`]]));
          assert.ok(
            reported.some((line) => line.startsWith(`lib/folder/file.ts exports ${word}: expected `)),
          );
        });
  }

  it('is none inside of a longer name, where it is not exported, or in another place', () => {
    const text = 'const bits = 1;\nexport function tellAll() {\n  const tell = 1;\n}\n';
    const tree = new Map([
      ['lib/core/bitset.ts', text],
      ['lib/core/stage.ts', ''],
      ['test/core/tell.ts', 'export const bits = 1;\n'],
    ]);
    assert.deepEqual(oldNames(tree), []);
  });
});

describe('the other rules', () => {
  it('report a function of lib whose name ends in `Of`', () => {
    for (const text of [
      'function nameOf() {}',
      'export async function nameOf() {}',
      'function* nameOf() {}',
      'export const nameOf = (text: string) => text;',
      'const nameOf = async () => 1;',
    ])
      assert.deepEqual(functionsEndingInOf(new Map([['lib/a.ts', `${text}\n`]])), ['lib/a.ts: nameOf']);
    assert.deepEqual(functionsEndingInOf(new Map([['lib/a.ts', 'function offer() {}\n']])), []);
  });

  it('report a name that two files export, and not one that a file exports twice', () => {
    const tree = new Map([
      ['lib/a.ts', 'export function read(a: 1): 1;\nexport function read(a: 2): 2;\n'],
      ['lib/b.ts', "export const write = 1;\nexport type { read } from './a.ts';\n"],
    ]);
    assert.deepEqual(repeatedExports(tree), []);
    assert.deepEqual(repeatedExports(tree.set('lib/c.ts', 'export type read = 1;\n')), [
      'read: lib/a.ts, lib/c.ts',
    ]);
    assert.deepEqual(repeatedExports(tree.set('lib/c.ts', "export { x as write } from './d.ts';\n")), [
      'write: lib/b.ts, lib/c.ts',
    ]);
  });

  it('report a file name from its third file on', () => {
    const tree = new Map([
      ['lib/a/x.ts', ''],
      ['lib/b/x.ts', ''],
      ...['a', 'b', 'c'].map((folder): [string, string] => [`lib/${folder}/command.ts`, '']),
    ]);
    assert.deepEqual(repeatedFileNames(tree), []);
    assert.deepEqual(repeatedFileNames(tree.set('lib/c/x.ts', '')), [
      'x.ts: lib/a/x.ts, lib/b/x.ts, lib/c/x.ts',
    ]);
  });

  it('report a comment that names a file which is gone, in each kind of comment and by a path', () => {
    const comments = ['/** See gone.ts. */', '/**\n * (a/gone.ts)\n */', 'const a = 1; // `./b/gone.ts`'];
    for (const comment of comments) {
      const tree = new Map([
        ['lib/a.ts', `${comment}\n`],
        ['lib/b/gone.test.ts', "import './gone.ts';\n"],
        ['lib/ungone.ts', ''],
      ]);
      assert.equal(goneFilesInComments(tree).length, 1);
      assert.match(goneFilesInComments(tree)[0] ?? '', /^lib\/a\.ts names .*gone\.ts$/);
      const there = comment.includes('a/') ? 'lib/a/gone.ts' : 'test/b/gone.ts';
      assert.deepEqual(goneFilesInComments(tree.set(there, '')), []);
    }
  });

  it('count lines, and take the file in the middle', () => {
    const tree = new Map([
      ['lib/a.ts', '\n'],
      ['lib/b.ts', '\n'.repeat(80)],
      ['lib/c.ts', '\n'.repeat(90)],
      ['test/d.ts', ''],
    ]);
    assert.equal(medianLines(tree), 80);
  });

  it('see exports of lists by the names that they get', () => {
    const text = "export { a, b as c, type d as e } from './x.ts';\nexport type {\n  f,\n};\n";
    assert.deepEqual(exportsIn(text), ['a', 'c', 'e', 'f']);
  });
});
