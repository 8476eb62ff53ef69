/** Inputs that a plan refuses, each with the sentence that says what to write instead. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { moduleHead } from './module-head.ts';
import { REFUSED_CONFIGURATIONS } from './refused-configurations.ts';
import { REFUSED_INPUTS } from './refused-inputs.ts';
import type { Refused } from './refused.ts';
import { runsIn, complaintsIn, type TestedRun } from './runs.ts';
import { ROOT } from '../../support/project-root.ts';
import { workspaceFor } from './workspace.ts';

const REFUSED: readonly Refused[] = [...REFUSED_INPUTS, ...REFUSED_CONFIGURATIONS];

/** A run without `expect_failures`, so that what is complained of is told. A run that fails ends its file. */
function testOf({ what, variables }: Refused, mocks: string): string {
  return `${mocks}\nrun "${nameOf(what)}" {\n  command = plan\n  variables {\n    ${variables}\n  }\n}\n`;
}

function nameOf(what: string): string {
  return what.replaceAll(' ', '_');
}

describe('a plan with', () => {
  let runs: ReadonlyMap<string, TestedRun>;
  before(async function () {
    const workspace = await workspaceFor(this);
    await workspace.terraform('.', 'init', '-backend=false', '-input=false');
    const files = REFUSED.map((_, index) => `tests/refused-${index}.tftest.hcl`);
    for (const [index, refused] of REFUSED.entries())
      await writeFile(path.join(workspace.module, files[index] ?? ''), testOf(refused, moduleHead()));
    const filters = files.map((file) => `-filter=${file}`);
    const { stdout } = await workspace.terraform('.', 'test', '-json', ...filters);
    for (const file of files) await rm(path.join(workspace.module, file));
    runs = runsIn(stdout);
    assert.equal(runs.size, REFUSED.length, complaintsIn(stdout));
    process.stdout.write(`    ${runs.size} inputs refused\n`);
  });

  for (const { what, names } of REFUSED)
    it(`${what} is refused, and says what to write`, () => {
      const { status, complaints = '' } = runs.get(nameOf(what)) ?? {};
      assert.equal(status, 'error');
      assert.match(
        complaints,
        /^(?:Invalid value for variable|Module output value precondition failed|Resource precondition failed): /,
      );
      const said = complaints.replaceAll('\n', ' ');
      for (const name of [names].flat()) assert.ok(said.includes(name), `${name}, in: ${complaints}`);
    });

  it('any of these provokes a validation, and every validation is provoked', () => {
    const all = [...runs.values()].map(({ complaints }) => complaints).join('\n');
    const written = readFileSync(path.join(ROOT, 'infra/variables.tf'), 'utf8');
    const beginnings = [...written.matchAll(/error_message = "((?:[^"\\$]|\\.)*)/g)].map(([, text = '']) =>
      text.replaceAll('\\"', '"'),
    );
    assert.ok(beginnings.length > 10);
    assert.deepEqual(
      beginnings.filter((text) => !all.includes(text)),
      [],
    );
  });
});
