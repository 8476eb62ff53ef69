import assert from 'node:assert/strict';
import { aliasedGlobs } from '../../lib/config/aliased-globs.ts';
import { parseGlob, type Glob } from '../../lib/core/names/glob.ts';
import { config, MINIMAL } from '../support/config-builders.ts';

const { settings } = config(`${MINIMAL}rules: [{ policy: any }, { policy: any }]`);

function glob(text: string): Glob {
  const parsed = parseGlob(text);
  return 'glob' in parsed ? parsed.glob : assert.fail(parsed.invalid);
}

describe('aliasedGlobs', () => {
  const aliases = [{ prefix: 'm.io/hub', means: 'docker.io' }];

  it('finds globs below an alias, with what was meant', () => {
    const [first, second] = settings.rules;
    assert.ok(first !== undefined && second !== undefined);
    const found = aliasedGlobs({
      aliases,
      repositories: [glob('docker.io/**'), glob('m.io/hub/a/*')],
      rules: [first, { ...second, repositories: [glob('m.io/hub/**')] }],
      registries: [{ repositories: [glob('a.io/**'), glob('m.io/hub/b/*')], lookUp: true }],
    });
    assert.deepEqual(
      found.map(({ keys, means }) => [keys, means]),
      [
        [['repositories'], 'docker.io/a/*'],
        [['rules', 1, 'match', 'repositories'], 'docker.io/**'],
        [['registries', 0, 'repositories'], 'docker.io/b/*'],
      ],
    );
  });

  it('knows whole segments only', () => {
    assert.deepEqual(
      aliasedGlobs({
        aliases,
        repositories: [glob('m.io/hubs/a'), glob('m.io/**')],
        rules: [],
        registries: [],
      }),
      [],
    );
  });
});
