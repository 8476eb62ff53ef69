import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { waitForExit } from '../support/cli-process.ts';
import { ROOT } from '../support/project-root.ts';

/** A process that runs a command of this code, which may use `connectOptions`. */
function running(how: string, command: string) {
  const code = `
    import { endWhenUnread, ${how} } from './lib/cli/lifecycle.ts';
    const ended = (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve));
    const forever = setInterval(() => undefined, 1_000);
    endWhenUnread();
    await ${how}(async (surroundings) => {
      const { write, note, signal } = surroundings;
      ${command}
    });
    clearInterval(forever);
  `;
  return spawn(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits until a process says this on standard error, and reads all that it says there. */
async function hears(child: ReturnType<typeof running>, word: string): Promise<void> {
  let said = '';
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes(word)) return;
  }
  assert.fail(said);
}

const ON_SIGNAL = "note('ready'); await ended(signal); write('ended'); return 1;";
const WHEN_UNREAD = "note('ready'); while (!signal.aborted) { write('x'); await new Promise(setImmediate); }";

describe('a command in this process', () => {
  for (const how of ['runQuery', 'runMutation', 'runService'])
    it(`${how}: ends with the code of the command`, async () => {
      const { code, stdout, stderr } = await waitForExit(running(how, "write('a'); note('b'); return 1;"));
      assert.deepEqual([code, stdout, stderr], [EXIT.failed, 'a', 'b']);
    });

  for (const [how, signal] of [
    ['runQuery', 'SIGINT'],
    ['runMutation', 'SIGINT'],
    ['runMutation', 'SIGTERM'],
    ['runMutation', 'SIGHUP'],
    ['runService', 'SIGINT'],
    ['runService', 'SIGTERM'],
    ['runService', 'SIGHUP'],
  ] as const)
    it(`${how}: is told to end by ${signal}`, async () => {
      const child = running(how, ON_SIGNAL);
      const exited = once(child, 'exit');
      const written = text(child.stdout);
      await hears(child, 'ready');
      child.kill(signal);
      await exited;
      assert.deepEqual([child.exitCode, await written], [EXIT.failed, 'ended']);
    });

  const UNENDING =
    "note('ready'); await ended(signal); note('again'); await ended(AbortSignal.any([])); return 0;";

  for (const [how, first, second, exitCode, signalCode] of [
    ['runQuery', 'SIGINT', 'SIGINT', null, 'SIGINT'],
    ['runMutation', 'SIGINT', 'SIGINT', null, 'SIGINT'],
    ['runMutation', 'SIGINT', 'SIGTERM', null, 'SIGTERM'],
    ['runMutation', 'SIGHUP', 'SIGINT', null, 'SIGINT'],
    ['runService', 'SIGINT', 'SIGINT', EXIT.interrupted, null],
    ['runService', 'SIGHUP', 'SIGTERM', EXIT.interrupted, null],
  ] as const)
    it(`${how}: ends at once on a second signal: ${first}, ${second}`, async () => {
      const child = running(how, UNENDING);
      const exited = once(child, 'exit');
      await hears(child, 'ready');
      child.kill(first);
      await hears(child, 'again');
      child.kill(second);
      await exited;
      assert.deepEqual([child.exitCode, child.signalCode], [exitCode, signalCode]);
    });

  for (const [signal, isTerminated] of [
    ['SIGINT', false],
    ['SIGTERM', true],
  ] as const)
    it(`runService: is told whether it was SIGTERM: ${signal}`, async () => {
      const child = running(
        'runService',
        `const { Terminated } = await import('./lib/cli/terminated.ts');
        note('ready'); await ended(signal); write(String(signal.reason instanceof Terminated)); return 0;`,
      );
      const written = text(child.stdout);
      await hears(child, 'ready');
      child.kill(signal);
      assert.equal(await written, String(isTerminated));
    });

  for (const how of ['runMutation', 'runService'])
    it(`${how}: goes on finishing where a closed terminal sends SIGHUP again`, async () => {
      const command = `note('ready'); await ended(signal);
        const hungUp = new Promise((resolve) => process.once('SIGHUP', resolve));
        note('again'); await hungUp; write('ended'); return 1;`;
      const child = running(how, command);
      const exited = once(child, 'exit');
      const written = text(child.stdout);
      await hears(child, 'ready');
      child.kill('SIGHUP');
      await hears(child, 'again');
      child.kill('SIGHUP');
      await exited;
      assert.deepEqual([child.exitCode, await written], [EXIT.failed, 'ended']);
    });

  it('runQuery: ends without an error where its reader goes away', async () => {
    const child = running('runQuery', `${WHEN_UNREAD} return 0;`);
    const exited = once(child, 'exit');
    await hears(child, 'ready');
    child.stdout.destroy();
    await exited;
    assert.equal(child.exitCode, EXIT.done);
  });

  for (const how of ['runMutation', 'runService'])
    it(`${how}: finishes where its reader goes away, and is no success`, async () => {
      const child = running(how, `${WHEN_UNREAD} note('finished'); return 0;`);
      const exited = once(child, 'exit');
      await hears(child, 'ready');
      child.stdout.destroy();
      await hears(child, 'finished');
      await exited;
      assert.equal(child.exitCode, EXIT.failed);
    });

  it('runService: ends whatever is still open', async () => {
    const { code } = await waitForExit(
      running('runService', 'setInterval(() => undefined, 1_000); return 0;'),
    );
    assert.equal(code, EXIT.done);
  });

  it('runQuery: has whom to ask only on a terminal', async () => {
    const { stdout } = await waitForExit(
      running('runQuery', "write(String('confirm' in surroundings)); return 0;"),
    );
    assert.equal(stdout, 'false');
  });
});
