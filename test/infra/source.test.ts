/** The archive of the functions (`infra/source.tf`), held against what the functions import. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { archiveWith } from '../support/function-archive.ts';
import { ROOT } from '../support/project-root.ts';

/** Every file of this project that the bundle of the functions is made from, as paths from the root. */
async function importedFiles(): Promise<readonly string[]> {
  const bundle = await rolldown({
    cwd: ROOT,
    input: 'functions/index.ts',
    platform: 'node',
    external: /^[^./]/,
  });
  await bundle.generate();
  const files = await bundle.watchFiles;
  await bundle.close();
  // The bundler reads `tsconfig.json` too, where there is one.
  return files.map((file) => path.relative(ROOT, file)).filter((file) => file !== 'tsconfig.json');
}

describe('the archive of the functions', () => {
  const names = new Set(archiveWith({}).keys());

  it('has every file that the functions import, also those that they import late', async () => {
    const imported = await importedFiles();
    assert.ok(
      imported.includes('lib/pipeline/handle-event.ts') && imported.includes('lib/http/openapi.json'),
    );
    assert.deepEqual(
      imported.filter((file) => !names.has(file)),
      [],
    );
  });

  for (const [what, pattern] of [
    ['pull mode', /^lib\/pubsub\/consumer\//],
    ['the server of `serve`', /^lib\/http\/(?:server|routes|metrics|push-endpoint)\.ts$/],
    ['the command line', /^lib\/(?:admin|cli|replay|sandbox)\//],
    ['schemas for editors', /\.schema\.json$/],
  ] as const)
    it(`leaves out ${what}`, () =>
      assert.deepEqual(
        [...names].filter((name) => pattern.test(name)),
        [],
      ));
});
