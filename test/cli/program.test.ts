import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { openProgram } from '../../lib/cli/program.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { loadedModules, WATCHING_MODULES } from '../support/loaded-modules.ts';

const MAIN = path.resolve(import.meta.dirname, '../../lib/cli/main.ts');

describe('the program image-updater', () => {
  it('has the version of the package, and these commands', () => {
    const program = openProgram();
    assert.equal(program.version(), packageJson.version);
    const names = program.commands.map((command) => command.name());
    assert.equal(
      names.join(' '),
      'demo plan apply policy images hold release clusters config reconcile replay subscribe serve',
    );
  });

  it('throws what is wrong with a use, whatever the command', async () => {
    const silent = { writeErr: () => undefined };
    for (const [name, ...words] of [['plan', '--jsn'], ['config', 'chek'], ['dmeo']]) {
      const program = openProgram().configureOutput(silent);
      program.commands.find((command) => command.name() === name)?.configureOutput(silent);
      await assert.rejects(program.parseAsync([name ?? '', ...words], { from: 'user' }), {
        name: 'CommanderError',
      });
    }
  });

  for (const words of [['--version'], ['--help'], ['serve', '--help']])
    it(`loads for ${words.join(' ')} what declares commands, and nothing that runs them`, async () => {
      const run = promisify(execFile)(process.execPath, [...WATCHING_MODULES, MAIN, ...words]);
      const loaded = loadedModules((await run).stdout);
      const packages = loaded.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
      assert.deepEqual(new Set(packages), new Set(['commander']));
      assert.deepEqual(
        loaded.filter((url) =>
          /\/lib\/cli\/.*\/run-|\/lib\/(?:kubernetes|pipeline|clusters|http)\//.test(url),
        ),
        [],
      );
      assert.ok(loaded.some((url) => url.endsWith('/lib/cli/plan/command.ts')));
    });
});
