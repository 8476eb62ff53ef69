import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/project-root.ts';
import { FORBIDDEN_PHRASES } from './forbidden-phrases.ts';
import { forbiddenPhrases, pronounsInComments, pronounsInText, pronounsInTitles } from './prose.ts';

const PATTERNS = ['**/*.{md,ts,js,cjs,tf,hcl,yaml,yml,sh,html}', '.github/**/*.{md,yml}', '.ci/*'];

/** The list itself, and what it is tested with. */
const LISTS = new Set(['test/names/forbidden-phrases.ts', 'test/names/prose.test.ts']);

const TREE = new Map(
  globSync(PATTERNS, {
    cwd: ROOT,
    exclude: (name) => /(?:^|\/)(?:node_modules|coverage|dist|\.git|\.venv)$/.test(name),
  })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => !LISTS.has(file))
    .toSorted()
    .map((file): [string, string] => [file, readFileSync(path.join(ROOT, file), 'utf8')]),
);

/** Each kind of file, with a phrase in a comment, a text or a string. */
const KINDS: Readonly<Record<string, (phrase: string) => string>> = {
  'page.md': (phrase) => `# Title\n\n- It ${phrase}.\n`,
  'comment.ts': (phrase) => `/** A comment.\n * It ${phrase}. */\n`,
  'line.ts': (phrase) => `const a = 1; // It ${phrase}\n`,
  'string.ts': (phrase) => `const a = 'It ${phrase}';\n`,
  'module.tf': (phrase) => `# It ${phrase}\n`,
  'manifest.yaml': (phrase) => `a: 1 # It ${phrase}\n`,
  'script.sh': (phrase) => `echo "It ${phrase}"\n`,
};

describe('the prose of this tree', () => {
  it('has no forbidden phrase in documents, comments and strings', () =>
    assert.deepEqual(forbiddenPhrases(TREE), []));

  it('has the tool as subject in comments', () => assert.deepEqual(pronounsInComments(TREE), []));

  it('has the tool as subject in titles of tests', () => assert.deepEqual(pronounsInTitles(TREE), []));

  it('has the tool as subject in pages and in the Terraform module', () =>
    assert.deepEqual(pronounsInText(TREE), []));

  for (const ending of ['.md', '.ts', '.tf', '.yaml', '.sh'])
    it(`is read in files ${ending}`, () =>
      assert.ok([...TREE.keys()].some((file) => file.endsWith(ending) && !file.startsWith('.'))));

  for (const file of ['README.md', 'CHANGELOG.md', '.github/SECURITY.md', '.ci/run', 'lib/cli/program.ts'])
    it(`is read in ${file}`, () => assert.ok(TREE.has(file)));
});

describe('a forbidden phrase', () => {
  for (const { phrase, instead } of FORBIDDEN_PHRASES) {
    for (const [file, written] of Object.entries(KINDS))
      it(`is rejected in ${file}: ${phrase}`, () => {
        const found = forbiddenPhrases(new Map([[file, written(phrase)]]));
        assert.ok(found.length > 0 && found.every((line) => line.startsWith(`${file}:`)));
        assert.ok(found.some((line) => line.endsWith(`: expected ${instead}`)));
      });

    it(`is rejected where each word is on a line of its own: ${phrase}`, () => {
      const comment = `/**\n${phrase
        .split(' ')
        .map((word) => ` * ${word}`)
        .join('\n')}\n */\n`;
      assert.ok(forbiddenPhrases(new Map([['a.ts', comment]])).length > 0);
    });

    it(`is rejected in capitals too: ${phrase}`, () =>
      assert.ok(forbiddenPhrases(new Map([['a.md', phrase.toUpperCase()]])).length > 0));

    it(`has a replacement that is accepted: ${instead}`, () =>
      assert.deepEqual(forbiddenPhrases(new Map([['a.md', instead]])), []));
  }

  it('is named with the line on which it begins', () =>
    assert.deepEqual(forbiddenPhrases(new Map([['a.sh', 'one\n# it runs as\n# no root\n']])), [
      'a.sh:2 says "as no root": expected runs as non-root',
    ]));
});

describe('a pronoun', () => {
  for (const text of [
    '/** We patch it. */\n',
    '/**\n * It patches\n * for us\n */\n',
    'const a = 1; // our own\n',
    '// a topic of ours.\n',
  ])
    it(`is rejected in a comment of lib: ${JSON.stringify(text)}`, () => {
      assert.equal(pronounsInComments(new Map([['lib/a.ts', text]])).length, 1);
    });

  it('is rejected in the title of a test', () => {
    const found = (text: string): number => pronounsInTitles(new Map([['test/a.test.ts', text]])).length;
    assert.equal(found("describe('a', () => {\n  it('says who we are', () => undefined);\n});\n"), 1);
    assert.equal(found('it(`of \\`a\\` is ours`, () => undefined);\n'), 1);
    assert.equal(found("it('is read', () => undefined);\n"), 0);
  });

  for (const [file, text] of [
    ['page.md', 'A topic of ours.\n'],
    ['infra/outputs.tf', '  description = "Our own topics."\n'],
    ['infra/rbac/a.yaml', '# We list.\n'],
  ] as const)
    it(`is rejected in ${file}`, () => assert.equal(pronounsInText(new Map([[file, text]])).length, 1));

  it('is none in the code of a page, in a region or in the changelog', () => {
    const text = 'In us-central1, `us`, us-docker.pkg.dev/us/a.\n\n```sh\necho us\n```\n';
    assert.deepEqual(pronounsInText(new Map([['page.md', text]])), []);
    assert.deepEqual(pronounsInText(new Map([['CHANGELOG.md', 'We\n']])), []);
  });

  it('is none in a name, or outside of comments', () => {
    const text = "/** `us.gcr.io`, us-docker.pkg.dev and us-central1. */\nconst we = 'us';\n";
    assert.deepEqual(pronounsInComments(new Map([['lib/a.ts', text]])), []);
  });
});
