/** What lib/core/policy/README.md shows beside its tables of examples: the tree and the command. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { runPolicy } from '../../../lib/cli/policy/run-policy.ts';
import { run } from '../../support/cli-in-process.ts';
import { codeBlocks, pageText } from '../../support/pages.ts';
import { policyOf } from './ask.ts';

const PAGE = 'lib/core/policy/README.md';
const text = pageText(PAGE);

function blocks(language: string): readonly string[] {
  return codeBlocks(PAGE, language).map(({ text: block }) => block);
}

const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);

describe('the page of policies', () => {
  it('has a tree whose policies can be read, and whose recipes are on the page', () => {
    const [tree = ''] = blocks('text');
    const policies = [...tree.matchAll(/(?:semver|glob|pattern):[^\s,]+/g)].map(([policy]) => policy);
    assert.deepEqual(policies, ['semver:^1', 'semver:>=1.2.0-0', 'glob:main-*']);
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

  it('shows what the command prints', async () => {
    const [block = ''] = blocks('console');
    const [command = '', ...output] = block.split('\n');
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word);
    const { written } = await run((context) =>
      runPolicy(words.slice(words.indexOf('policy') + 1), {}, context, Readable.from([])),
    );
    const lines = (all: string) => all.split('\n').map((line) => line.trimEnd());
    assert.deepEqual(lines(written.trimEnd()), lines(output.join('\n').trimEnd()));
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
});
