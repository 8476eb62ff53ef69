import assert from 'node:assert/strict';
import {
  asRunHere,
  COMMAND_NAME,
  commandName,
  packageFolder,
  startFolder,
} from '../../lib/cli/command-name.ts';

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
    assert.equal(
      asRunHere('Grant it; `npm run image-updater -- clusters` shows how.', here),
      'Grant it; `node launch.js clusters` shows how.',
    );
  });
});

describe('the folder that names of files are relative to', () => {
  const clone = '/clone/lib/cli/command-name.ts';
  const npm = { npm_lifecycle_event: 'image-updater', INIT_CWD: '/clone/infra' };

  for (const [title, module, environment, folder] of [
    ['is where the script of the clone was asked for: npm runs it in the root', clone, npm, '/clone/infra'],
    ['stays as it is for another script', clone, { ...npm, npm_lifecycle_event: 'demo' }, undefined],
    ['stays as it is without npm', clone, {}, undefined],
    ['stays as it is in an installed package, whose user may name a script so', INSTALLED, npm, undefined],
  ] as const)
    it(title, () => assert.equal(startFolder(module, environment), folder));
});

describe('the folder with the manifests of rights', () => {
  it('is none of its own in a clone', () =>
    assert.equal(packageFolder('/clone/lib/cli/a.ts', '/clone'), undefined));

  it('is that of an installed package, from here', () =>
    assert.equal(packageFolder(INSTALLED, '/app'), 'node_modules/kubernetes-image-updater'));
});
