/** Every relative link of every page leads to a file of the repository, and its anchor to a heading there. */
import assert from 'node:assert/strict';
import { pages, pageText } from '../support/pages.ts';
import { brokenLinks, readLinks } from '../support/page-links.ts';

/** What `brokenLinks` says of a page in the folder `infra` with this text. */
function reported(markdown: string): readonly string[] {
  return brokenLinks('infra/page.md', markdown);
}

describe('the links of a page', () => {
  for (const page of pages())
    it(`lead somewhere: ${page}`, () => assert.deepEqual(brokenLinks(page, pageText(page)), []));

  it('are found: the pages have dozens, some with an anchor', () => {
    const links = pages().flatMap((page) => readLinks(pageText(page)).links);
    assert.ok(links.length > 40, String(links.length));
    assert.ok(links.filter((link) => /\.md#./.test(link)).length > 5);
  });
});

describe('a link', () => {
  for (const [what, link] of [
    ['a file that is gone', 'gone.md'],
    ['a file that is in another folder', 'lib/core/errors/README.md'],
    ['a file outside of the repository', '../../README.md'],
    ['what is only there where it was installed', '../node_modules/mocha/README.md'],
    ['a file of git', '../.git/HEAD'],
    ['a heading that is gone', '../lib/core/policy/README.md#gone'],
    ['a heading in other letters than its anchor', '../lib/core/policy/README.md#Recipes'],
    ['a heading of a folder without a page', '../lib/core#policies'],
    ['a heading of its own page that is gone', '#gone'],
    ['a line that a file does not have', 'versions.tf#L5000'],
    ['a heading of a file that is no page', 'versions.tf#required'],
  ] as const)
    it(`to ${what} is reported`, () => {
      const [line = '', ...more] = reported(`# Page\n\nSee [there](${link}).\n`);
      assert.deepEqual(more, []);
      assert.ok(line.startsWith(`infra/page.md: ${link} (`), line);
    });

  for (const link of [
    'README.md',
    './README.md',
    '../README.md',
    '/README.md',
    'rbac',
    'rbac/README.md#check',
    'rbac#check',
    'versions.tf#L1',
    'versions.tf#L1-L3',
    '#page',
    '#',
    'https://example.com/gone#gone',
    'mailto:person@example.com',
  ])
    it(`is not reported: ${link}`, () => assert.deepEqual(reported(`# Page\n\nSee [there](${link}).\n`), []));

  for (const [form, markdown] of [
    ['by a reference', '[there][1]\n\n[1]: gone.md\n'],
    ['as a picture', '![there](gone.md)\n'],
    ['around a picture', '[![there](https://example.com/a.svg)](gone.md)\n'],
    ['in a table', '| a |\n| --- |\n| [there](gone.md) |\n'],
    ['in a heading', '# [There](gone.md)\n'],
    ['of HTML in a line', 'see <a href="gone.md">there</a>\n'],
    ['of an element of HTML', '<p>\n<img src="gone.md">\n</p>\n'],
  ] as const)
    it(`${form} is found`, () => assert.ok(readLinks(markdown).links.includes('gone.md')));

  it('in code is none', () =>
    assert.deepEqual(readLinks('`[a](gone.md)`\n\n```md\n[a](gone.md)\n```\n').links, []));
});

describe('the anchor of a heading', () => {
  for (const [heading, anchor] of [
    ['## Two words', 'two-words'],
    ['## `code` and **more**', 'code-and-more'],
    ['## [A link](README.md), and more', 'a-link-and-more'],
    ['### `_` is the `+` of build metadata', '_-is-the--of-build-metadata'],
    ['## Why `NotNewer`?', 'why-notnewer'],
    ['## Größe 2.0: a-b', 'größe-20-a-b'],
    ['Underlined\n==========', 'underlined'],
    ['## A <a name="mark"></a>heading', 'a-heading'],
    ['text <a id="mark"></a>', 'mark'],
  ] as const)
    it(`${JSON.stringify(heading)} is ${anchor}`, () =>
      assert.ok(readLinks(`${heading}\n`).anchors.has(anchor)));

  it('is numbered from its second on', () =>
    assert.deepEqual([...readLinks('# A\n\n## A\n\n## A\n').anchors], ['a', 'a-1', 'a-2']));

  it('is not made of a line of a script', () =>
    assert.deepEqual([...readLinks('```sh\n# a comment\n```\n').anchors], []));
});
