import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inFolder } from '../support/temporary-folder.ts';
import { nodeFolder } from './node-program.ts';

const VERSION = '22.19.0';
const NAME = `node-${process.platform}-${process.arch}`;

/** As npm leaves a package of Node in a folder. */
async function installed(folder: string, program = 'node'): Promise<void> {
  const bin = path.join(folder, 'node_modules', NAME, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(path.join(bin, program), '#!/bin/sh\n', { mode: 0o700 });
}

describe('a version of Node', () => {
  it('is installed by its platform package, and once', () =>
    inFolder(async ({ path: cache }) => {
      const specifiers: string[] = [];
      const install = (folder: string, specifier: string): Promise<void> => {
        specifiers.push(specifier);
        return installed(folder);
      };
      const first = await nodeFolder({ version: VERSION, cache, install });
      const second = await nodeFolder({ version: VERSION, cache, install });
      assert.deepEqual([first, specifiers], [second, [`${NAME}@${VERSION}`]]);
      assert.deepEqual(await readdir(first), ['node']);
      assert.deepEqual(await readdir(path.join(cache, 'node')), [path.basename(first)]);
    }));

  it('has a folder of its own', () =>
    inFolder(async ({ path: cache }) => {
      const folders = ['22.19.0', '26.12.1'].map((version) =>
        nodeFolder({ version, cache, install: (folder) => installed(folder) }),
      );
      assert.equal(new Set(await Promise.all(folders)).size, 2);
    }));

  it('may be installed twice at once', () =>
    inFolder(async ({ path: cache }) => {
      const one = () => nodeFolder({ version: VERSION, cache, install: (folder) => installed(folder) });
      const [first, second] = await Promise.all([one(), one()]);
      assert.equal(first, second);
      assert.equal((await readdir(path.join(cache, 'node'))).length, 1);
    }));

  for (const version of ['22', '22.x', 'v22.19.0', 'latest', '^22.19.0'])
    it(`is not ${version}: all three numbers are needed, before anything is installed`, () =>
      inFolder(async ({ path: cache }) => {
        await assert.rejects(nodeFolder({ version, cache, install: (folder) => installed(folder) }));
        assert.deepEqual(await readdir(cache), []);
      }));

  for (const [what, install] of [
    ['cannot be installed', () => Promise.reject(new Error('E404'))],
    ['comes without a program', (folder: string) => installed(folder, 'other')],
  ] as const)
    it(`that ${what} leaves nothing behind`, () =>
      inFolder(async ({ path: cache }) => {
        await assert.rejects(nodeFolder({ version: VERSION, cache, install }));
        assert.deepEqual(await readdir(path.join(cache, 'node')), []);
      }));
});
