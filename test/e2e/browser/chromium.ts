/** A Chromium: the one that is named or installed, else one of the npm registry. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../support/run-program.ts';

const HERE = import.meta.dirname;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const PRINT = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath());";

/** Its path. Throws where there is none for this machine. */
export async function findChromium(): Promise<string> {
  const { CHROMIUM: named, PATH: folders = '' } = process.env;
  if (named !== undefined) return named;
  const installed = folders
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));
  return installed ?? fromRegistry();
}

async function fromRegistry(): Promise<string> {
  if (!existsSync(path.join(HERE, 'node_modules'))) {
    process.stderr.write(
      'No Chromium is installed, nor named by CHROMIUM: one is installed beside the tests.\n',
    );
    const { code, stderr } = await run('npm', ['ci', '--ignore-scripts'], { cwd: HERE });
    assert.equal(code, 0, stderr);
  }
  const { code, stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', PRINT], {
    cwd: HERE,
  });
  assert.equal(code, 0, stderr);
  return stdout.trim();
}
