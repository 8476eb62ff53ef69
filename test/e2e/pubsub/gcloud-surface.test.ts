/** The record of what gcloud takes, beside the Cloud SDK that is installed; skipped where none is. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { isObject, objectOr, parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { GCLOUD_REQUIRED, GCLOUD_SURFACE } from '../../support/gcloud-command.ts';
import { inFolder } from '../../support/temporary-folder.ts';
import { runProgram } from '../../support/run-program.ts';
import { findGcloud } from './find-emulator.ts';

/** The tree by which shells complete: each command with its flags. */
function completions(context: Context): unknown {
  const gcloud = findGcloud(process.env) ?? context.skip();
  const file = path.join(path.dirname(path.dirname(realpathSync(gcloud))), 'data/cli/gcloud_completions.py');
  if (!existsSync(file)) return context.skip();
  const text = readFileSync(file, 'utf8');
  return parseJson(text.slice(text.indexOf('= {') + 2));
}

describe('the record of what gcloud takes', () => {
  it('has no flag that the installed gcloud lacks', function () {
    const tree = completions(this);
    assert.ok(isObject(tree));
    for (const [command, flags] of GCLOUD_SURFACE) {
      const words = command === '' ? [] : command.split(' ');
      const real = valueAt(tree, [...words.flatMap((word) => ['commands', word]), 'flags']);
      assert.ok(isObject(real), `gcloud ${command}`);
      assert.deepEqual(
        Object.keys(flags).filter((flag) => !(flag in objectOr(real))),
        [],
        `gcloud ${command}`,
      );
      for (const [flag, kind] of Object.entries(flags))
        assert.equal(kind === 'bool', real[flag] === 'bool', `gcloud ${command} ${flag}`);
    }
  });

  for (const [command, { names, flags = [] }] of GCLOUD_REQUIRED)
    it(`says what gcloud cannot do without: ${command}`, function () {
      this.timeout(60_000);
      const gcloud = findGcloud(process.env) ?? this.skip();
      return inFolder(async ({ path: folder }) => {
        const env = { CLOUDSDK_CONFIG: folder, CLOUDSDK_CORE_DISABLE_PROMPTS: '1' };
        const { stderr } = await runProgram(gcloud, [...command.split(' '), '--project', 'my-project'], {
          env,
        });
        const [said = ''] = stderr.split('\n');
        assert.match(said, /ust be specified/);
        assert.deepEqual(
          flags.filter((flag) => !said.includes(flag)),
          [],
          said,
        );
        // The words in capital letters that are no value of a flag; where one of several flags is missing, that comes first.
        const named = [...said.matchAll(/(?<![=\w[./-])[A-Z][A-Z_/-]{3,}/g)].filter(
          ([word]) => word !== 'ERROR',
        );
        if (said.includes(' argument ')) assert.equal(Math.min(named.length, 2), names, said);
      });
    });
});
