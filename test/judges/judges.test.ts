import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import path from 'node:path';
import spelling from './cspell.json' with { type: 'json' };
import { pinnedVersion } from './install.ts';
import type { Judge } from './judge.ts';
import { JUDGES, selectJudges } from './judges.ts';
import { plantProject, thisProject } from './project.ts';
import { inFolder } from '../support/temporary-folder.ts';

describe('the judges', () => {
  it('are all that have a file', () =>
    assert.deepEqual(
      JUDGES.map(({ name }) => `${name}.ts`).toSorted(),
      globSync('*.ts', { cwd: path.join(import.meta.dirname, 'each') }).toSorted(),
    ));

  for (const { name, tool, planted } of JUDGES) {
    it(`${name} has an exact version`, async () => {
      assert.match(await pinnedVersion(tool), /^\d+\.\d+\.\d+(?:\.\d+)?$/);
    });

    it(`${name} has a planted fault with a name, or a proof of its own`, () => {
      if (!('files' in planted)) assert.deepEqual(planted.args, ['--prove']);
      else assert.ok(Object.keys(planted.files).length > 0 && planted.complaint.length > 3);
    });
  }
});

describe('judges that run', () => {
  const named = (judges: readonly Judge[]): readonly string[] => judges.map(({ name }) => name).toSorted();

  it('are all but the rare ones', () =>
    assert.deepEqual(
      named(selectJudges(JUDGES, { names: [], all: false })),
      named(JUDGES).filter((name) => name !== 'promtool' && name !== 'tflint'),
    ));

  it('are all of them with `all`', () =>
    assert.deepEqual(selectJudges(JUDGES, { names: [], all: true }), JUDGES));

  it('are those that are named, rare or not', () =>
    assert.deepEqual(named(selectJudges(JUDGES, { names: ['tflint', 'knip'], all: false })), [
      'knip',
      'tflint',
    ]));
});

describe('a project', () => {
  const files = { 'lib/a.sh': '', 'lib/node_modules/b.sh': '', '.ci/run': '', 'dist/c.sh': '', 'd.sh': '' };

  it('has its own files, sorted, and none that are installed or built', () =>
    inFolder(async (folder) => {
      const { find } = await plantProject(files, folder.path);
      assert.deepEqual(find(['**/*.sh', '.ci/*']), ['.ci/run', 'd.sh', 'lib/a.sh']);
    }));
});

describe('this project', () => {
  it('has a sample of each metric: promtool passes over a metric without one', () =>
    inFolder(async (folder) => {
      const text = await thisProject(folder.path).metrics();
      const names = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
      assert.ok(names.length >= 4);
      assert.deepEqual(
        names.filter((name) => !new RegExp(`^${name}[ {]`, 'm').test(text)),
        [],
      );
    }));
});

describe('the words that the spelling may use', () => {
  for (const { title, words } of [
    { title: 'of the field', words: spelling.words },
    { title: 'of tests', words: spelling.overrides.flatMap((override) => override.words) },
  ])
    it(`${title} are sorted and stand there once`, () =>
      assert.deepEqual(words, [...new Set(words)].toSorted()));
});
