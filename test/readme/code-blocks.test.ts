/** Every block of code of every page is run by a test, or is listed here with the reason why it cannot be. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { isObject, valueAt } from '../../lib/core/text/json.ts';
import { parsePolicy } from '../../lib/core/policy/parse-policy.ts';
import { config, MINIMAL } from '../support/config-builders.ts';
import { codeBlocks, pages, type CodeBlock } from '../support/pages.ts';
import { ROOT } from '../support/project-root.ts';
import { ON_GOOGLE } from './follow.ts';

interface Row {
  readonly page: RegExp;
  readonly language: string;
  /** What the block has to begin with; anything where it is left out. */
  readonly start?: string;
  /** The test that reads these blocks, or why none can. */
  readonly by: { readonly test: string } | { readonly reason: string };
}

const ROWS: readonly Row[] = [
  { page: pagesOf(ON_GOOGLE), language: 'sh', by: { test: 'test/readme/follow-on-google.test.ts' } },
  {
    page: /^infra\/README\.md$/,
    language: 'sh',
    start: 'infra/smoke.sh',
    by: { test: 'test/e2e/pubsub/smoke/smoke.test.ts' },
  },
  {
    page: /^lib\/README\.md$/,
    language: 'text',
    start: 'event ─',
    by: { reason: 'a picture of the way of an event' },
  },
  { page: /^lib\/README\.md$/, language: 'text', by: { test: 'test/readme/architecture.test.ts' } },
  { page: /^infra\/README\.md$/, language: 'sh', by: { test: 'test/readme/follow-infra.test.ts' } },
  { page: /^.+\/.+\.md$/, language: 'sh', by: { test: 'test/readme/follow-pages.test.ts' } },
  { page: /./, language: 'yaml', by: { test: 'test/readme/code-blocks.test.ts' } },
  { page: /^infra\/README\.md$/, language: 'hcl', by: { test: 'test/e2e/infra/readme.test.ts' } },
  {
    page: /^lib\/pubsub\/README\.md$/,
    language: 'json',
    by: { test: 'test/readme/follow-on-google.test.ts' },
  },
  { page: /^lib\/core\/policy\//, language: 'console', by: { test: 'test/core/policy/policy-page.test.ts' } },
  { page: /^lib\/core\/policy\//, language: 'text', by: { test: 'test/core/policy/policy-page.test.ts' } },
  {
    page: /^lib\/logging\//,
    language: 'text',
    start: 'jsonPayload.message = ',
    by: { reason: 'a filter of Cloud Logging, which nothing here evaluates' },
  },
  {
    page: /^README\.md$/,
    language: '',
    start: 'cluster production:',
    by: { test: 'test/readme/readme.test.ts' },
  },
  {
    page: /^lib\/clusters\/README\.md$/,
    language: '',
    start: 'cluster  ',
    by: { test: 'test/readme/readme.test.ts' },
  },
];

/** Just these pages. */
function pagesOf(names: readonly string[]): RegExp {
  return new RegExp(`^(?:${names.map((name) => name.replaceAll('.', '\\.')).join('|')})$`);
}

/** The first row counts, as in a list of rules. */
function rowFor({ page, language, text }: CodeBlock): Row | undefined {
  return ROWS.find(
    (row) => row.page.test(page) && row.language === language && text.startsWith(row.start ?? ''),
  );
}

const blocks = pages().flatMap((page) => codeBlocks(page));

describe('a block of code of a page', () => {
  it('is found on the pages that have any', () => {
    assert.ok(blocks.length > 40);
    assert.ok(pages().includes('.github/SECURITY.md') && pages().includes('CHANGELOG.md'));
  });

  it('is found wherever a fence is: each that opens one closes it', () =>
    assert.equal(
      blocks.length * 2,
      pages().reduce((sum, page) => sum + fences(page), 0),
    ));

  for (const block of blocks)
    it(`is run by a test, or has a reason: ${block.page}:${block.line}`, () =>
      assert.ok(rowFor(block) !== undefined, `no row for ${block.language} ${block.text.slice(0, 60)}`));

  it('without a test would be noticed', () =>
    assert.equal(
      rowFor({ page: 'README.md', line: 1, heading: '', language: 'python', text: '' }),
      undefined,
    ));

  for (const row of ROWS)
    it(`is there for the row ${row.page.source} ${row.language} ${row.start ?? ''}, and so is its test`, () => {
      assert.ok(blocks.some((block) => rowFor(block) === row));
      if ('reason' in row.by) return;
      assert.ok(existsSync(path.join(ROOT, row.by.test)), row.by.test);
    });
});

function fences(page: string): number {
  return (readFileSync(path.join(ROOT, page), 'utf8').match(/^ *```/gm) ?? []).length;
}

describe('a block of YAML', () => {
  for (const { page, line, text } of blocks.filter(({ language }) => language === 'yaml'))
    it(`is a configuration, or annotations of a workload: ${page}:${line}`, () => {
      const annotations = valueAt(load(text), ['metadata', 'annotations']);
      if (!isObject(annotations)) return void config(/^clusters:/m.test(text) ? text : `${MINIMAL}${text}`);
      for (const [key, value] of Object.entries(annotations))
        if (key.endsWith('image-updater/policy')) assert.ok('policy' in parsePolicy(String(value)), key);
    });
});
