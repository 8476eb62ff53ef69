/** Commands that commands print, and those within lines of pages: they count as pages too. */
import assert from 'node:assert/strict';
import { openProgram } from '../../lib/cli/program.ts';
import { formatPreflight } from '../../lib/cli/subscribe/text.ts';
import { formatCommand, REASONS, type Reason } from '../../lib/core/errors/reason.ts';
import { preflight } from '../../lib/pubsub/consumer/preflight.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { inlineCode, pages } from '../support/pages.ts';
import { parseGcloud } from '../support/gcloud-command.ts';
import { CLONE, assertThrough, followLines } from './follow.ts';
import { checkUse } from './fakes/npm.ts';

const COMMANDS = openProgram().commands.flatMap((command) => [command, ...command.commands]);
const THERE = {
  mode: ['read only'],
  API: ['cloudresourcemanager', 'pubsub'].map((api) => `my-project ${api}`),
  topic: ['projects/my-project/topics/gcr'],
  subscription: ['projects/my-project/subscriptions/image-updater-pull'],
};

/** Lines of help that can be pasted: below `Examples:`, indented, up to an empty line. */
function pastedLines(help: string): readonly string[] {
  return [...help.matchAll(/^Examples:\n((?: {2}.*\n)+)/gm)].map(([, lines = '']) => lines);
}

/** Throws where gcloud, npm or the image updater would not take it; other programs are let pass. */
function checkWords([program, ...words]: readonly string[]): void {
  if (program === 'gcloud') parseGcloud(words);
  if (program === 'npm' && words.includes('image-updater')) checkUse(words.slice(words.indexOf('--') + 1));
}

describe('the help of a command', function () {
  this.timeout(60_000);
  it('has examples in all commands that need any', () =>
    assert.ok(COMMANDS.filter((command) => pastedLines(helpWith(command)).length > 0).length >= 11));

  it('has lines that can be pasted', () => {
    const lines = COMMANDS.flatMap((command) =>
      pastedLines(helpWith(command)).flatMap((all) => [`: help of ${command.name()}`, all]),
    );
    return followLines(lines, { given: CLONE, there: THERE }, assertThrough);
  });
});

describe('the command of a reason', () => {
  const isReason = (code: string): code is Reason => code in REASONS;
  const commands = Object.entries(REASONS).flatMap(([code, reason]) =>
    isReason(code) && 'command' in reason ? [{ code, needs: reason.command.needs }] : [],
  );

  for (const { code, needs } of commands)
    it(`is one that its program takes: ${code}`, () => {
      const terms = Object.fromEntries(needs.map((term) => [term, `my-${term.toLowerCase()}`]));
      checkWords((formatCommand(code, { ...terms, TIME: '2026-01-05T08:00:00Z' }) ?? '').split(' '));
    });
});

describe('what subscribe advises', () => {
  it('makes a subscription without dead letters and retries one with both', async () => {
    const subscription = { project: 'my-project', subscription: 'image-updater-pull' };
    const facts = { topic: { project: 'my-project', topic: 'gcr' }, backsOff: false };
    const result = await preflight(
      subscription,
      undefined,
      () => Promise.resolve(facts),
      new AbortController().signal,
    );
    const lines = formatPreflight(result)
      .split('\n')
      .filter((line) => !line.startsWith('Warning: '));
    assert.ok(lines.length > 5);
    await followLines(lines, { there: THERE }, assertThrough);
  }).timeout(20_000);
});

describe('a command within a line of a page', () => {
  const code = pages().flatMap((page) => inlineCode(page).map((text) => ({ page, text })));

  for (const { page, text } of code.filter(({ text: all }) =>
    /^(?:gcloud|npm run image-updater --) [a-z]/.test(all),
  ))
    it(`is one that its program takes: ${page}: ${text}`, () =>
      checkWords(
        text
          .replaceAll('"', '')
          .split(' ')
          .filter((word) => !/^(?:…|\.\.\.)$/.test(word)),
      ));

  it('is an npm script that exists', () => {
    const scripts = new Set(Object.keys(packageJson.scripts));
    const named = code.flatMap(({ page, text }) => {
      const [, script = ''] = /\bnpm run (?:--silent )?([a-z][\w:-]*)/.exec(text) ?? [];
      return script === '' || scripts.has(script) ? [] : [`${page}: ${script}`];
    });
    assert.deepEqual(named, []);
  });

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
});

function helpWith(command: (typeof COMMANDS)[number]): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => void (help += text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return `${help}\n`;
}
