/** Commands within lines of pages, and those that a plan, an alert or a manifest tells people to run. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inlineCode, pages } from '../support/pages.ts';
import { ROOT } from '../support/project-root.ts';
import { checkRunnable, checkWords, wordsOf } from './program-words.ts';

const COMMAND = /^(?:[A-Z_]+=\S* )*(?:gcloud|npm run|npx|\.ci\/|infra\/[\w/.-]+\.sh) ?[\w-]/;

describe('a command within a line of a page', () => {
  const code = pages().flatMap((page) => inlineCode(page).map((text) => ({ page, text })));
  // The changelog also names what is gone.
  const commands = code.filter(({ page, text }) => COMMAND.test(text) && page !== 'CHANGELOG.md');

  it('is found dozens of times', () => assert.ok(commands.length > 40));

  for (const [title, { page, text }] of new Map(commands.map((each) => [`${each.page}: ${each.text}`, each])))
    it(`is one that its program takes: ${title}`, () =>
      assert.doesNotThrow(() => checkWords(wordsOf(text)), `${page}: ${text}`));

  it('is never one that npx would look up, or that is not on the PATH', () => {
    const wrong = code.filter(({ text }) =>
      /\bnpx (?:kubernetes-)?image-updater|^image-updater (?:apply|clusters|hold|images|plan|policy|release|replay|serve|subscribe)\b/.test(
        text,
      ),
    );
    assert.deepEqual(
      wrong.filter(
        ({ page, text }) => page !== 'CHANGELOG.md' || /\bnpx image-updater (?!`|outside)/.test(text),
      ),
      [],
    );
  });

  for (const wrong of [
    'gcloud kms keys list --keyring a',
    'gcloud missing',
    'npm run missing',
    'npm run image-updater -- missing',
    'npx image-updater plan',
    '.ci/missing',
  ])
    it(`is noticed where its program would not take it: ${wrong}`, () =>
      assert.throws(() => checkWords(wordsOf(wrong))));
});

/** What people read who have no configuration at hand: documentation of alerts, messages of plans, comments of files. */
const SOURCES = globSync(['**/*.tf', '**/*.sh', '**/*.yaml', '**/Dockerfile'], {
  cwd: path.join(ROOT, 'infra'),
  exclude: (name) => name.includes('.terraform'),
});

describe('a command that a file of infra/ tells somebody to run', () => {
  const commands = SOURCES.toSorted().flatMap((file) =>
    [...readFileSync(path.join(ROOT, 'infra', file), 'utf8').matchAll(/`((?:gcloud|npm run) [^`]+)`/g)].map(
      ([, text = '']) => ({ file, words: wordsOf(text.replaceAll(/\$\{[^}]*\}/g, 'my-project')) }),
    ),
  );

  it('is found in several of them', () => assert.ok(new Set(commands.map(({ file }) => file)).size > 3));

  for (const { file, words } of commands.filter(({ words: [, ...rest] }) => rest.length > 0))
    it(`can be run as it stands: ${file}: ${words.join(' ')}`, () => {
      const isNamed = /^gcloud (?:auth login|auth application-default login|pubsub subscriptions seek)$/;
      if (!isNamed.test(words.join(' '))) checkRunnable(words, {});
    });
});
