/** The configuration of Renovate: every file that pins something is read, and every pattern matches a file. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { ROOT } from '../support/project-root.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const texts = v.array(v.string());
const CONFIG = v.looseObject({
  automerge: v.literal(false),
  enabledManagers: texts,
  ignorePaths: texts,
  lockFileMaintenance: v.looseObject({ enabled: v.literal(true) }),
  customManagers: v.array(
    v.looseObject({
      customType: v.literal('regex'),
      managerFilePatterns: texts,
      matchStrings: texts,
      depNameTemplate: v.string(),
      datasourceTemplate: v.picklist(['go', 'npm']),
    }),
  ),
  packageRules: v.array(
    v.looseObject({
      automerge: v.optional(v.literal(false)),
      matchFileNames: v.optional(texts),
      matchManagers: v.optional(texts),
      matchPackageNames: v.optional(texts),
    }),
  ),
});
const config = v.parse(CONFIG, JSON.parse(read('.github/renovate.json')));

/** The files that each manager of Renovate reads unless told otherwise, as far as this repository may have them. */
const READ_BY: Readonly<Record<string, readonly string[]>> = {
  npm: ['**/package.json'],
  gomod: ['**/go.mod'],
  dockerfile: ['**/Dockerfile'],
  terraform: ['**/*.tf'],
  'github-actions': ['.github/workflows/*.yml'],
  pip_requirements: ['**/*requirements*.txt'],
};

function filesOf(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: ROOT, exclude: [...config.ignorePaths] });
}

/** Names of packages that manifests of the repository have. */
const PACKAGES = new Set(
  filesOf(['**/package.json', '**/go.mod', '**/Dockerfile']).flatMap(
    (file) => read(file).match(/[@\w][\w.@/-]*[\w]/g) ?? [],
  ),
);

describe('the configuration of Renovate', () => {
  for (const [manager, patterns] of Object.entries(READ_BY))
    it(`reads the files of ${manager}, exactly where there are any`, () =>
      assert.equal(config.enabledManagers.includes(manager), filesOf(patterns).length > 0));

  it('enables no other manager, but its own patterns', () =>
    assert.deepEqual(
      config.enabledManagers.filter((manager) => !(manager in READ_BY)),
      ['custom.regex'],
    ));

  it('ignores nothing but what is installed or generated', () =>
    assert.deepEqual(config.ignorePaths, ['**/node_modules/**', 'infra/function/**']));

  for (const { depNameTemplate, managerFilePatterns, matchStrings } of config.customManagers)
    it(`finds the version of ${depNameTemplate} in ${managerFilePatterns.join()}`, () => {
      const found = filesOf(managerFilePatterns).flatMap((file) =>
        matchStrings.map((pattern) => new RegExp(pattern).exec(read(file))?.groups?.['currentValue'] ?? ''),
      );
      assert.equal(found.length, 1);
      assert.match(found[0] ?? '', /^v?\d+\.\d+\.\d+$/);
    });

  it('has rules for files, managers and packages that there are', () => {
    for (const { matchFileNames = [], matchManagers = [], matchPackageNames = [] } of config.packageRules) {
      for (const pattern of matchFileNames) assert.ok(filesOf([pattern]).length > 0, pattern);
      for (const manager of matchManagers) assert.ok(config.enabledManagers.includes(manager), manager);
      for (const pattern of matchPackageNames) {
        const name = pattern.replace(/^!/, '').replace(/\*\*$/, '');
        assert.ok(
          [...PACKAGES].some((each) => (pattern.endsWith('**') ? each.startsWith(name) : each === name)),
          pattern,
        );
      }
    }
  });
});
