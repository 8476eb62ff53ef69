/** Commands that commands print: those of help are run, those of reasons and of `subscribe` are read as their program does. */
import assert from 'node:assert/strict';
import { openProgram } from '../../lib/cli/program.ts';
import { formatPreflight } from '../../lib/cli/subscribe/text.ts';
import { formatCommand, REASONS, type Reason } from '../../lib/core/errors/reason.ts';
import { preflight } from '../../lib/pubsub/consumer/preflight.ts';
import { PUSHED_DIGEST } from './fakes/state.ts';
import { assertThrough, followLines } from './follow.ts';
import { CLONE } from './journeys.ts';
import { checkWords } from './program-words.ts';
import { withSurroundings } from './surroundings.ts';

const COMMANDS = openProgram().commands.flatMap((command) => [command, ...command.commands]);

/** Lines of help that can be pasted: below `Examples:` and `These commands`, indented, up to an empty line. */
function pastedLines(help: string): readonly string[] {
  return [...help.matchAll(/^(?:Examples:|These commands[^:]*:)\n((?: {2}.*\n)+)/gm)].map(
    ([, lines = '']) => lines,
  );
}

describe('the help of a command', function () {
  this.timeout(120_000);
  it('has examples in all commands that need any', () =>
    assert.ok(COMMANDS.filter((command) => pastedLines(helpWith(command)).length > 0).length >= 11));

  it('has examples that can be pasted, and do what they say', () => {
    const lines = COMMANDS.flatMap((command) =>
      pastedLines(helpWith(command)).flatMap((all) => [
        `: help of ${command.name()}`,
        all.replaceAll('sha256:…', PUSHED_DIGEST),
      ]),
    );
    return withSurroundings((around) => {
      const { configuration, environment, there } = around;
      const { IMAGE_UPDATER_CONFIG: _inline, ...rest } = environment;
      // The files that the examples name, in the folder in which they are run.
      const files = [
        `cat > config.yaml <<'END'\n${configuration}END`,
        `cat > pushes.jsonl <<'END'\n${EVENT}\nEND`,
        'export IMAGE_UPDATER_CONFIG_FILE=config.yaml',
      ];
      const given = [...CLONE, ...files];
      return followLines(lines, { given, environment: rest, there: { ...there, topic: [] } }, assertThrough);
    });
  });
});

const WEB = 'us-docker.pkg.dev/my-project/app/web';
const EVENT = JSON.stringify({ action: 'INSERT', tag: `${WEB}:1.2.3`, digest: `${WEB}@${PUSHED_DIGEST}` });

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
    const there = {
      API: ['cloudresourcemanager', 'pubsub'].map((api) => `my-project ${api}`),
      subscription: ['projects/my-project/subscriptions/image-updater-pull'],
    };
    await followLines(lines, { there }, assertThrough);
  }).timeout(20_000);
});

function helpWith(command: (typeof COMMANDS)[number]): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => void (help += text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return `${help}\n`;
}
