import assert from 'node:assert/strict';
import path from 'node:path';
import { ROOT } from '../support/project-root.ts';
import { runProgram } from '../support/run-program.ts';
import { inFolder } from '../support/temporary-folder.ts';

const MOCHA = path.join(ROOT, 'node_modules/mocha/bin/mocha.js');
const REPORTER = path.join(ROOT, 'test/runner/file-dots.ts');

const FILES = {
  'a.cjs': `it('one', () => undefined); it('two', () => undefined);`,
  'b.cjs': `it('three', () => { throw new Error('not three'); }); it('four', () => undefined);`,
  'c.cjs': `it.skip('five', () => undefined); it.skip('six', () => undefined);`,
  'd.cjs': `describe('all', () => { before(() => { throw new Error('no before'); }); it('seven', () => undefined); });`,
} as const;

describe('the reporter of npm test', () => {
  for (const [how, options] of [
    ['in one process', ['--no-parallel']],
    ['in parallel', ['--parallel', '--jobs', '1']],
  ] as const)
    it(`prints a character for each file, what failed, and the totals: ${how}`, () =>
      inFolder(async (folder) => {
        for (const [name, text] of Object.entries(FILES)) await folder.write(name, text);
        const words = [MOCHA, '--no-config', '--no-color', '--reporter', REPORTER, ...options];
        const { code, stdout } = await runProgram(process.execPath, [...words, ...Object.keys(FILES)], {
          cwd: folder.path,
        });
        const [marks] = stdout.trimStart().split('\n');
        assert.deepEqual([marks, code], ['.!,!', 2]);
        assert.match(stdout, /3 passing \(.*\n +2 pending\n +2 failing\n/);
        for (const message of ['not three', 'no before']) assert.ok(stdout.includes(message), message);
      }));
});
