import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inFolder, type Folder } from '../support/temporary-folder.ts';
import { runOnNode, versionInScripts } from './run-on-node.ts';

/** A folder with a program `node` that says it is of another version, and else is the one that runs this. */
async function fakeNode(folder: Folder, version: string, place: string): Promise<string> {
  const bin = path.join(folder.path, place);
  await mkdir(bin, { recursive: true });
  const code = `#!/bin/sh\nif [ "$1" = --version ]; then echo v${version}; exit; fi\nexec '${process.execPath}' "$@"\n`;
  await writeFile(path.join(bin, 'node'), code, { mode: 0o700 });
  return bin;
}

describe('a command on another Node', function () {
  this.timeout(60_000);

  it('finds it before the one that a project pins, in scripts of npm too', () =>
    inFolder(async (folder) => {
      const bin = await fakeNode(folder, '1.2.3', "it's there");
      await fakeNode(folder, '4.5.6', 'node_modules/.bin');
      await folder.write('package.json', {
        name: 'a',
        version: '1.0.0',
        scripts: { a: 'node --version > a' },
      });
      const options = { bin, cwd: folder.path, environment: process.env };
      assert.equal(await versionInScripts(options), '1.2.3');
      assert.equal(await runOnNode(['npm', 'run', '--silent', 'a'], options), 0);
      assert.equal(await folder.read('a'), 'v1.2.3\n');
    }));

  it('gives its exit code', () =>
    inFolder(async (folder) => {
      const bin = await fakeNode(folder, '1.2.3', 'bin');
      const options = { bin, cwd: folder.path, environment: process.env };
      assert.equal(await runOnNode(['node', '--eval', 'process.exit(7)'], options), 7);
      assert.equal(await runOnNode(['sh', '-c', 'kill -9 $$'], options), 1);
    }));

  it('is not found where npm cannot run it', () =>
    inFolder(async (folder) => {
      await folder.write('node', 'no program');
      const options = { bin: folder.path, cwd: folder.path, environment: { PATH: '/nonexistent' } };
      await assert.rejects(versionInScripts(options));
    }));
});
