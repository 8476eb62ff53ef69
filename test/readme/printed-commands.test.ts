/** Commands that commands print: those of help are run, those of reasons and of `subscribe` are read as their program does. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { openProgram } from '../../lib/cli/program.ts';
import { readRequestedPush } from '../../lib/cli/requested-push.ts';
import { formatPreflight } from '../../lib/cli/subscribe/text.ts';
import { formatCommand, REASONS, type Reason } from '../../lib/core/errors/reason.ts';
import { TERMS } from '../../lib/core/errors/reason-text.ts';
import { limitFaults } from '../../lib/core/plan/limit-faults.ts';
import { preflight } from '../../lib/pubsub/consumer/preflight.ts';
import { push, settings } from '../support/builders.ts';
import { run } from '../support/cli-in-process.ts';
import { start } from '../support/cli-process.ts';
import { runProgram } from '../support/run-program.ts';
import { eventually } from '../support/until.ts';
import { readCurl } from './fakes/curl.ts';
import { PUSHED_DIGEST } from './fakes/state.ts';
import { assertThrough, followLines } from './follow.ts';
import { CLONE } from './journeys.ts';
import { checkRunnable, checkWords } from './program-words.ts';
import { withSurroundings } from './surroundings.ts';

const COMMANDS = openProgram().commands.flatMap((command) => [command, ...command.commands]);

/** Lines of help that can be pasted: below `Examples:`, indented, up to an empty line. */
function pastedLines(help: string): readonly string[] {
  return [...help.matchAll(/^Examples:\n((?: {2}.*\n)+)/gm)].map(([, lines = '']) => lines);
}

describe('the help of a command', function () {
  this.timeout(300_000);
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
      return followLines(lines, { given, environment: rest, there }, assertThrough);
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

  it('asks nothing where the project has conditions, as the module makes one: the answer would be the next line', () => {
    const bindings = commands
      .map(({ code }) => formatCommand(code, ALL_TERMS) ?? '')
      .filter((command) => command.startsWith('gcloud projects add-iam-policy-binding'));
    assert.equal(bindings.length, 2);
    for (const command of bindings) assert.match(command, / --condition None$/);
  });
});

const ALL_TERMS = Object.fromEntries(TERMS.map((term) => [term, 'a']));

describe('what plan advises without a digest', () => {
  for (const image of ['gcr.io/my-project/web:1', 'nginx:1.29', '[::1]:5000/web:1'])
    it(`prints the digest: ${image}`, async () => {
      const environment = {
        IMAGE_UPDATER_CONFIG: "clusters: [{ name: here, server: 'http://127.0.0.1:1' }]",
      };
      const { noted } = await run(
        async (context) =>
          'code' in (await readRequestedPush({ image }, context)) ? EXIT.failed : EXIT.done,
        { environment },
      );
      const commands = noted.split('\n').filter((line) => line.startsWith('  '));
      assert.equal(commands.length, 1);
      // As zsh does, a shell is to refuse a pattern that matches nothing.
      await followLines(['shopt -s failglob', ...commands], { there: THERE }, (all) => {
        assertThrough(all);
        assert.equal(all.stdout.trim(), PUSHED_DIGEST);
      });
    }).timeout(20_000);
});

const THERE = { API: ['my-project artifactregistry'] };

describe('what `demo --keep` prints', () => {
  it('sends the next event, and shows what it changed', async () => {
    const demo = start({}, 'demo', '--keep');
    let said = '';
    demo.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    try {
      const lines = (): readonly string[] => said.match(/^curl (?:.*\\\n)*.*(?=\n)/gm) ?? [];
      await eventually('both lines', () => lines().length === 2);
      const [event = '', look = ''] = lines();
      const sent = await fetchAs(event);
      assert.equal(sent.status, 204);
      const shown = await fetchAs(look);
      assert.match(await shown.text(), /web:1\.5\.2@sha256:5252/);
    } finally {
      demo.kill('SIGINT');
      await once(demo, 'exit');
    }
  }).timeout(60_000);
});

/** The request of a line of curl, whose words a shell reads. */
async function fetchAs(line: string): Promise<Response> {
  const { stdout } = await runProgram('bash', ['-c', `curl() { printf '%s\\0' "$@"; }\n${line}`]);
  const { url, headers, body } = readCurl(stdout.split('\0').slice(0, -1));
  return fetch(url, { headers, ...(body !== '' && { method: 'POST', body }) });
}

describe('the command of a limit', () => {
  it('can be run in a clone as it stands, without a configuration', () => {
    const check = { limits: settings().limits, beyond: new Map([['shop', 101]]), total: 101 };
    const [fault] = limitFaults(check, push(), { replayTopic: { project: 'my-project', topic: 'replays' } });
    checkRunnable((formatCommand('TooMany', fault?.terms) ?? '').split(' '), {});
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
