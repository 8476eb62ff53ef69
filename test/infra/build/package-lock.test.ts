import assert from 'node:assert/strict';
import { minVersion, satisfies } from 'semver';
import { isObject, objectOr } from '../../../lib/core/text/json.ts';
import manifest from '../../../package.json' with { type: 'json' };
import lockfile from '../../../package-lock.json' with { type: 'json' };

const packages = Object.entries(objectOr(lockfile.packages)).map(([place, entry]) => ({
  place,
  entry: objectOr(entry),
}));

describe('package-lock.json', () => {
  it('has an entry for every package that another one names, also for other platforms: `npm ci` refuses it else', () => {
    const names = new Set(packages.map(({ place }) => place.split('node_modules/').at(-1)));
    const named = packages.flatMap(({ entry: { dependencies, optionalDependencies } }) =>
      [dependencies, optionalDependencies].filter(isObject).flatMap((map) => Object.keys(map)),
    );
    assert.ok(named.length > 100);
    assert.deepEqual(
      named.filter((name) => !names.has(name)),
      [],
    );
  });

  it('runs no script of a package at its installation', () => {
    const scripts: Readonly<Record<string, boolean>> = manifest.allowScripts;
    const withScript = packages.filter(({ entry }) => entry['hasInstallScript'] === true);
    const names = withScript.map(({ place }) => place.split('node_modules/').at(-1) ?? '');
    assert.deepEqual(
      Object.entries(scripts),
      names.map((name) => [name, false]),
    );
  });

  it('has no download addresses', () => {
    const resolved = packages.flatMap(({ entry }) => entry['resolved'] ?? []);
    assert.deepEqual(
      resolved.filter((address) => typeof address !== 'string' || /^https?:/.test(address)),
      [],
    );
  });

  it('has no package that wants a newer Node than `engines` of this project', () => {
    const floor = minVersion(manifest.engines.node) ?? assert.fail();
    const wanted = packages.flatMap(({ place, entry: { engines } }) => {
      const range = objectOr(engines)['node'];
      return typeof range === 'string' ? [{ place, range }] : [];
    });
    assert.ok(wanted.length > 100);
    assert.deepEqual(
      wanted.filter(({ range }) => !satisfies(floor, range)),
      [],
    );
  });
});
