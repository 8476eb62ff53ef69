import assert from 'node:assert/strict';
import { asRunHere, COMMAND_NAME, commandName } from '../../lib/cli/command-name.ts';

const INSTALLED = '/app/node_modules/kubernetes-image-updater/dist/lib/cli/command-name.js';

describe('the name under which the command line is run', () => {
  it('is a script of npm in a clone, without the line of npm where a program reads the output', () =>
    assert.deepEqual(COMMAND_NAME, {
      run: 'npm run image-updater --',
      quiet: 'npm run --silent image-updater --',
    }));

  for (const [program, folder, run] of [
    ['/app/node_modules/.bin/image-updater', '/app', 'node node_modules/.bin/image-updater'],
    ['/usr/local/bin/image-updater', '/app', 'node /usr/local/bin/image-updater'],
    ["/app/it's here/launch.js", '/app', "node 'it'\\''s here/launch.js'"],
  ] as const)
    it(`is the file of an installed package: ${run}`, () =>
      assert.deepEqual(commandName(INSTALLED, program, folder), { run, quiet: run }));

  it('takes the place of that of a clone in commands that reasons print', () => {
    const here = { run: 'node launch.js', quiet: 'node launch.js' };
    assert.equal(asRunHere('npm run image-updater -- replay a', here), 'node launch.js replay a');
    assert.equal(asRunHere('gcloud auth list', here), 'gcloud auth list');
  });
});
