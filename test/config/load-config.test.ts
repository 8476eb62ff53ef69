import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE, INLINE, loadConfig } from '../../lib/config/load-config.ts';
import { MINIMAL } from '../support/config-builders.ts';

/** The names of the clusters, or path and code of each complaint. */
function outcome(environment: Readonly<Record<string, string>>): unknown {
  const loaded = loadConfig(environment);
  return 'complaints' in loaded
    ? loaded.complaints.map(({ path, code }) => [path, code])
    : loaded.config.clusters.map(({ name }) => name);
}

describe('loadConfig', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'image-updater-config-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  it('reads the configuration out of the environment', () => {
    assert.deepEqual(outcome({ [INLINE]: MINIMAL }), ['127.0.0.1:8001']);
  });

  it('reads the file that the environment names', () => {
    assert.deepEqual(outcome({ [FILE]: file('good.yaml', `\ufeff${MINIMAL}`) }), ['127.0.0.1:8001']);
  });

  it('takes an empty variable for none', () => {
    assert.deepEqual(outcome({ [INLINE]: MINIMAL, [FILE]: '' }), ['127.0.0.1:8001']);
    assert.deepEqual(outcome({ [INLINE]: '', [FILE]: '' }), [[INLINE, 'NoSource']]);
  });

  it('refuses none', () => {
    assert.deepEqual(outcome({}), [[INLINE, 'NoSource']]);
  });

  it('refuses both', () => {
    assert.deepEqual(outcome({ [INLINE]: MINIMAL, [FILE]: 'x.yaml' }), [[INLINE, 'TwoSources']]);
  });

  it('refuses a file that is not there, a folder, an impossible path and bytes that are no UTF-8', () => {
    const paths = [
      join(folder, 'missing'),
      folder,
      'a\0b',
      file('latin1.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xe9)),
    ];
    for (const path of paths) assert.deepEqual(outcome({ [FILE]: path }), [[FILE, 'Unreadable']], path);
  });

  it('refuses a huge file without reading it', () => {
    const path = file('huge.yaml', '');
    truncateSync(path, 2 ** 40);
    assert.deepEqual(outcome({ [FILE]: path }), [['', 'TooLarge']]);
  });

  it('refuses an empty file', () => {
    assert.deepEqual(outcome({ [FILE]: file('empty.yaml', '') }), [['', 'NotYaml']]);
  });

  it('answers with the complaints about the content', () => {
    assert.deepEqual(outcome({ [FILE]: file('wrong.yaml', 'mode: x') }), [
      ['mode', 'Invalid'],
      ['clusters', 'Missing'],
    ]);
  });
});
