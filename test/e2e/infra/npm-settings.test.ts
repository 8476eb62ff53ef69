/** What `npm ci` prints with the settings of this project. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';
import { inFolder, type Folder } from '../../support/temporary-folder.ts';

/** A project with a package that wants a Node that nobody has. */
async function writeProject(folder: Folder): Promise<void> {
  await mkdir(path.join(folder.path, 'a'));
  await folder.write('package.json', { name: 'it', version: '1.0.0', dependencies: { a: 'file:a' } });
  await writeFile(
    path.join(folder.path, 'a/package.json'),
    JSON.stringify({ name: 'a', version: '1.0.0', engines: { node: '>=99' } }),
  );
  const made = await npm(folder, ['install', '--package-lock-only']);
  assert.equal(made.code, 0, made.stderr);
}

function npm({ path: cwd }: Folder, words: readonly string[]) {
  // The settings of a script of npm that runs this come before those of a file.
  const { npm_config_loglevel: _, ...environment } = process.env;
  return runProgram('npm', [...words, '--offline'], { cwd, environment });
}

describe('npm ci', () => {
  it('says nothing of packages that want a newer Node, and does without the settings of this project', () =>
    inFolder(async (folder) => {
      await writeProject(folder);
      assert.match((await npm(folder, ['ci'])).stderr, /EBADENGINE/);
      await copyFile(path.join(ROOT, '.npmrc'), path.join(folder.path, '.npmrc'));
      const { code, stdout, stderr } = await npm(folder, ['ci']);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^\nadded 1 package in \S+\n$/);
    }));

  it('says what is wrong where it fails', () =>
    inFolder(async (folder) => {
      await writeProject(folder);
      await copyFile(path.join(ROOT, '.npmrc'), path.join(folder.path, '.npmrc'));
      await folder.write('package.json', { name: 'it', version: '1.0.0', dependencies: { b: 'file:b' } });
      const { code, stderr } = await npm(folder, ['ci']);
      assert.equal(code, 1);
      assert.match(stderr, /EUSAGE/);
    }));
});
