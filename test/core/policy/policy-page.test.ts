/** What lib/core/policy/README.md shows: the tree, the configuration; and each line with an arrow is a test. */
import assert from 'node:assert/strict';
import { CACHE_TAGS } from '../../../lib/config/schema.ts';
import { config, MINIMAL } from '../../support/config-builders.ts';
import { codeBlocks, pageText } from '../../support/pages.ts';
import { ask, policyOf } from './ask.ts';

const PAGE = 'lib/core/policy/README.md';
const text = pageText(PAGE);

function blocks(language: string): readonly string[] {
  return codeBlocks(PAGE, language).map(({ text: block }) => block);
}

const lines = text.split('\n');

/** `| policy | current | → pushed | update |`, of which the first three are code. */
const EXAMPLE =
  /^\| `(?<policy>[^`]+)` +\| `(?<current>[^`]+)` +\| → `(?<pushed>[^`]+)` +\| (?<result>\w+) +\|$/;
const examples = lines.flatMap((line) => {
  const [, policy = '', current = '', pushed = '', result = ''] = EXAMPLE.exec(line) ?? [];
  return policy === '' ? [] : [{ policy, current, pushed, result }];
});

const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);

describe('the page of policies', () => {
  it('has a tree whose policies can be read, and whose recipes are on the page', () => {
    const [tree = ''] = blocks('text');
    const policies = [...tree.matchAll(/(?:semver|glob|pattern):[^\s,]+/g)].map(([policy]) => policy);
    assert.deepEqual(policies, ['semver:^1', 'glob:main-*']);
    policies.forEach(policyOf);
    for (const word of ['same-tag', 'any', 'never', 'major', 'minor', 'patch']) {
      assert.ok(tree.includes(word), word);
      policyOf(word);
    }
    const recipes = [...tree.matchAll(/→ (.+)$/gm)].map(([, recipe = '']) => recipe);
    assert.ok(recipes.length >= 6);
    assert.deepEqual(
      recipes.filter((recipe) => !headings.includes(recipe)),
      [],
    );
  });

  it('shows configuration that is valid', () => {
    assert.ok(blocks('yaml').length > 0);
    for (const block of blocks('yaml').filter((yaml) => !yaml.startsWith('metadata:')))
      config(`${MINIMAL}${block}`);
  });

  it('repeats the default wherever it lists `ignoreTags`, for a list takes its place', () => {
    const lists = blocks('yaml').filter((block) => block.startsWith('ignoreTags:'));
    assert.ok(lists.length > 0);
    for (const block of lists) {
      const listed = new Set(config(`${MINIMAL}${block}`).settings.ignoreTags.map((glob) => glob.text));
      for (const glob of CACHE_TAGS) assert.ok(listed.has(glob), glob);
    }
  });

  it('links only to headings that it has', () => {
    const anchors = new Set(
      headings.map((heading) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    assert.ok(links.length > 0);
    assert.deepEqual(
      links.filter((anchor) => !anchors.has(anchor)),
      [],
    );
  });

  for (const recipe of ['Dates', 'git describe', 'Build numbers', 'Channels', 'One architecture'])
    it(`has examples under ${recipe}`, () => {
      const section = text.split(`\n### ${recipe}\n`)[1]?.split('\n### ')[0] ?? '';
      assert.ok((section.match(/^\| .*\| → /gm) ?? []).length >= 3);
    });

  it('has an example in every line with an arrow', () => {
    assert.equal(examples.length, lines.filter((line) => line.includes('| →')).length);
    assert.ok(examples.length > 15);
  });

  for (const { policy, current, pushed, result } of examples)
    it(`${policy} answers ${current} → ${pushed} with ${result}`, () => {
      const word = ask(policyOf(policy), current, pushed);
      assert.equal(word === 'newer' || word === 'same' ? 'update' : 'skip', result);
    });

  it('names no policy that cannot be read', () => {
    const named = [...text.matchAll(/`((?:semver|glob|pattern):(?!RANGE|PATTERN|EXPRESSION)[^`…\n]+)`/g)].map(
      ([, policy = '']) => policy,
    );
    assert.ok(named.length > 5);
    named.forEach(policyOf);
  });
});
