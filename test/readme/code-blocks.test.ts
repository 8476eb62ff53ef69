/** Every block of code of every page is run by a test, or is listed here with the reason why it cannot be. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { decodePush } from '../../lib/core/event/decode-push.ts';
import { readRequest } from '../../lib/core/event/read-delivery.ts';
import { isObject, valueAt } from '../../lib/core/text/json.ts';
import { parsePolicy } from '../../lib/core/policy/parse-policy.ts';
import { config, MINIMAL } from '../support/config-builders.ts';
import { blocksIn, codeBlocks, pages, type CodeBlock } from '../support/pages.ts';
import { ROOT } from '../support/project-root.ts';
import { HELP_PAGE, journeys, unusedExceptions, whyNotFollowed } from './journeys.ts';

/** The test that reads all blocks of a language, on whatever page they are. */
const TESTS: ReadonlyMap<string, string> = new Map([
  ['yaml', 'test/readme/code-blocks.test.ts'],
  ['json', 'test/readme/code-blocks.test.ts'],
  ['hcl', 'test/e2e/infra/readme.test.ts'],
  ['console', 'test/readme/console-blocks.test.ts'],
]);

interface Row {
  readonly language: string;
  /** What the block begins with. */
  readonly start: string;
  /** The test that reads it, or why none can. */
  readonly by: { readonly test: string } | { readonly reason: string };
}

/** Blocks of other languages, one by one. */
const ROWS: readonly Row[] = [
  { language: 'text', start: 'CI pushes the same tag', by: { test: 'test/core/policy/policy-page.test.ts' } },
  { language: '', start: 'cluster production:', by: { test: 'test/readme/readme.test.ts' } },
  { language: '', start: 'cluster  ', by: { test: 'test/readme/readme.test.ts' } },
  { language: 'text', start: 'event ─', by: { reason: 'a drawing of how an event flows' } },
  { language: 'text', start: 'functions/', by: { test: 'test/readme/architecture.test.ts' } },
  {
    language: 'text',
    start: 'jsonPayload.message = ',
    by: { reason: 'a filter of Cloud Logging, which nothing here evaluates' },
  },
];

function rowFor({ language, text }: CodeBlock): Row | undefined {
  return ROWS.find((row) => row.language === language && text.startsWith(row.start));
}

const blocks = pages().flatMap((page) => codeBlocks(page));
const followed = new Set(
  journeys().flatMap((journey) => journey.blocks.map(({ page, line }) => `${page}:${line}`)),
);

/** What runs a block, or the reason why nothing can; undefined where nothing does. */
function runBy(block: CodeBlock): string | undefined {
  if (block.language === 'sh' && block.page === HELP_PAGE.page) return HELP_PAGE.test;
  if (block.language === 'sh') {
    const isFollowed = followed.has(`${block.page}:${block.line}`);
    return isFollowed ? 'test/readme/follow-pages.test.ts' : whyNotFollowed(block);
  }
  const row = rowFor(block)?.by;
  if (row !== undefined) return 'test' in row ? row.test : row.reason;
  return TESTS.get(block.language);
}

describe('a block of code of a page', () => {
  it('is found on the pages that have any, in hidden folders too', () => {
    assert.ok(blocks.length > 40);
    assert.ok(pages().includes('.github/SECURITY.md') && pages().includes('CHANGELOG.md'));
  });

  for (const [form, markdown, language] of [
    ['with a fence', '```sh\na\n```\n', 'sh'],
    ['with more behind its language', '```sh title="b"\na\n```\n', 'sh'],
    ['with a fence of tildes', '~~~sh\na\n~~~\n', 'sh'],
    ['with a longer fence', '````sh\na\n````\n', 'sh'],
    ['in a list', '- b\n\n  ```sh\n  a\n  ```\n', 'sh'],
    ['in a quote', '> ```sh\n> a\n> ```\n', 'sh'],
    ['with a fence that is never closed', '```sh\na\n', 'sh'],
    ['that is indented', 'b\n\n    a\n', 'indented'],
    ['of HTML', '<pre>\na\n</pre>\n', 'html'],
    ['in HTML, where it is none', '<details>\n```sh\na\n```\n</details>\n', 'html'],
  ] as const)
    it(`is found ${form}`, () => {
      const found = blocksIn(`# b\n\n${markdown}`);
      assert.deepEqual(
        found.map((block) => block.language),
        [language],
      );
      assert.match(found[0]?.text ?? '', /(?:^|\n)a\n/);
    });

  it('has the line of its fence, and the heading above it', () =>
    assert.deepEqual(
      blocksIn('# b\n\n```sh\na\n```\n\n## c\n\n- d\n\n  ```sh\n  a\n  ```\n').map(({ line, heading }) => [
        line,
        heading,
      ]),
      [
        [3, ''],
        [11, 'c'],
      ],
    ));

  for (const block of blocks)
    it(`is run by a test, or has a reason: ${block.page}:${block.line}`, () =>
      assert.ok(
        runBy(block) !== undefined,
        `add a row: nothing runs ${block.language} ${block.text.slice(0, 60)}`,
      ));

  for (const language of ['python', 'bash', 'indented', 'html', ''])
    it(`without a test would be noticed: ${language}`, () =>
      assert.equal(runBy({ page: 'new.md', line: 1, heading: '', language, text: 'a\n' }), undefined));

  it('is there for each exception', () => {
    assert.deepEqual(unusedExceptions(), []);
    for (const row of ROWS)
      assert.ok(
        blocks.some((block) => rowFor(block) === row),
        row.start,
      );
    for (const language of TESTS.keys())
      assert.ok(
        blocks.some((block) => block.language === language),
        language,
      );
  });

  it('has a test that is there', () => {
    const tests = [
      ...TESTS.values(),
      HELP_PAGE.test,
      ...ROWS.flatMap(({ by }) => ('test' in by ? [by.test] : [])),
    ];
    assert.deepEqual(
      tests.filter((test) => !existsSync(path.join(ROOT, test))),
      [],
    );
  });
});

describe('a block of YAML', () => {
  for (const { page, line, text } of blocks.filter(({ language }) => language === 'yaml'))
    it(`is a configuration, or annotations of a workload: ${page}:${line}`, () => {
      const annotations = valueAt(load(text), ['metadata', 'annotations']);
      if (!isObject(annotations)) return void config(/^clusters:/m.test(text) ? text : `${MINIMAL}${text}`);
      for (const [key, value] of Object.entries(annotations))
        if (key.endsWith('image-updater/policy')) assert.ok('policy' in parsePolicy(String(value)), key);
    });
});

describe('a block of JSON', () => {
  const settings = { aliases: [], repositories: [], ignoreTags: [], ownTopics: [] };

  for (const { page, line, text } of blocks.filter(({ language }) => language === 'json'))
    it(`is an event of the registry: ${page}:${line}`, () => {
      const request = { path: '/', headers: {}, body: Buffer.from(text), receivedAt: Date.now() };
      const decoded = decodePush(readRequest(request, { ...settings, trusted: 'all' }), settings);
      assert.ok('push' in decoded && decoded.push.digest !== undefined);
    });
});
