import assert from 'node:assert/strict';
import { isArtifactTag } from '../../../lib/core/event/artifact-tag.ts';

const hex = (digits: number) => '0123456789abcdef'.repeat(8).slice(0, digits);

describe('isArtifactTag', () => {
  const suffixes = ['', '.sig', '.att', '.sbom', '.vex', '.sig.1', '-sbom', '_x', '.dockerfile'];
  for (const algorithm of ['sha256', 'sha384', 'sha512'])
    for (const suffix of suffixes)
      it(`${algorithm}-<64 hex>${suffix} is the tag of an artifact`, () =>
        assert.equal(isArtifactTag(`${algorithm}-${hex(64)}${suffix}`), true));

  it('a digest of another algorithm may be longer', () => {
    assert.equal(isArtifactTag(`sha384-${hex(96)}`), true);
    assert.equal(isArtifactTag(`sha512-${hex(120)}.s`), true);
  });

  const others = [
    '',
    'sha256',
    'sha256-abc',
    `sha256-${hex(63)}`,
    `sha256-${hex(63)}.sig`,
    `sha256-${hex(64).toUpperCase()}`,
    `sha1-${hex(64)}`,
    `my-sha256-${hex(64)}.sig`,
    'sha-0a1b2c3',
    hex(64),
    'sha512-migration',
  ];
  for (const tag of others)
    it(`${JSON.stringify(tag)} is none`, () => assert.equal(isArtifactTag(tag), false));
});
