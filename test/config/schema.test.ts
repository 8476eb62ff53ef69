import assert from 'node:assert/strict';
import * as v from 'valibot';
import { matchesAny } from '../../lib/core/settings.ts';
import { CACHE_TAGS, CONFIG_SCHEMA } from '../../lib/config/schema.ts';
import { config, MINIMAL } from '../support/config-builders.ts';

describe('CONFIG_SCHEMA', () => {
  it('has a title', () => assert.notEqual(v.getTitle(CONFIG_SCHEMA) ?? '', ''));

  it('gives each parse values of its own', () => {
    const [one, other] = [config(MINIMAL), config(MINIMAL)];
    assert.notEqual(one.settings.ignoreTags, other.settings.ignoreTags);
    assert.notEqual(one.clusters[0]?.namespaces, other.clusters[0]?.namespaces);
  });

  it('ignores build caches, and no tag that only looks alike', () => {
    const { ignoreTags } = config(MINIMAL).settings;
    const caches = ['buildcache', 'buildcache-main', 'app-buildcache', 'cache', 'cache-arm64', 'main-cache'];
    const branches = ['fix-add-redis-cache', 'cache-invalidation-1a2b3c4', 'feature-cache', 'cache-2'];
    const others = ['latest', 'cached', 'buildcaches', 'v1.0.0', 'mycache'];
    assert.deepEqual(
      [...caches, ...branches, ...others].filter((tag) => matchesAny(ignoreTags, tag)),
      caches,
    );
  });

  it('ignores tags of artifacts under a prefix of their own where it is told so', () => {
    const { ignoreTags } = config(`${MINIMAL}ignoreTags: ['cosign-sha256-*', 'sbom-*']`).settings;
    const tags = [`cosign-sha256-${'a'.repeat(64)}.sig`, 'sbom-1.2.3', '1.2.3'];
    assert.deepEqual(
      tags.filter((tag) => matchesAny(ignoreTags, tag)),
      tags.slice(0, 2),
    );
  });

  it('a list of tags takes the place of the default', () => {
    assert.deepEqual(
      config(`${MINIMAL}ignoreTags: [x]`).settings.ignoreTags.map(({ text }) => text),
      ['x'],
    );
    assert.equal(CACHE_TAGS.includes('x'), false);
  });
});
