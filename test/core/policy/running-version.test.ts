import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readRunningVersion } from '../../../lib/core/policy/running-version.ts';
import { codePoint } from '../../support/code-point.ts';

/** The version and whether the tag is just that, or the reason, or `word`. */
function read(tag: string): string {
  const running = readRunningVersion(tag);
  if (running === undefined) return 'word';
  if ('reason' in running) return running.reason;
  return `${running.isExact ? '' : 'about '}${running.version.version}`;
}

describe('readRunningVersion', () => {
  const rows: readonly (readonly [tag: string, expected: string])[] = [
    ['1.2.3', '1.2.3'],
    ['v1.2.3-rc.1', '1.2.3-rc.1'],
    ['1.2.3_up57', '1.2.3'],
    ['1', 'about 1.0.0'],
    ['1.21', 'about 1.21.0'],
    ['v1.21', 'about 1.21.0'],
    ['V1.9.0', 'about 1.9.0'],
    ['2026.02.0', 'about 2026.2.0'],
    ['00.0.010', 'about 0.0.10'],
    ['20240101', 'about 20240101.0.0'],
    ['4.0.16.2944', 'about 4.0.16'],
    ['1.21-rc.1', 'about 1.21.0-rc.1'],
    ['1.21-rc1', 'about 1.21.0-rc1'],
    ['1-beta', 'about 1.0.0-beta'],
    ['1.21-alpha.2', 'about 1.21.0-alpha.2'],
    ['1.21-dev', 'about 1.21.0-dev'],
    ['1.21_up57', 'about 1.21.0'],
    ['release-1.9.0', 'about 1.9.0'],
    ['Release_v1.9', 'about 1.9.0'],
    ['version-v2.15.2', 'about 2.15.2'],
    ['rel1.9', 'about 1.9.0'],

    ['1.20-alpine', 'OtherVariant'],
    ['1-slim', 'OtherVariant'],
    ['1.20-rcx', 'OtherVariant'],
    ['release-1.9-0a1b2c3', 'OtherVariant'],
    ['1.20-1', 'OtherVariant'],
    ['8u302-b08-jre', 'OtherVariant'],
    ['3.15.0a2', 'OtherVariant'],
    ['1.21.', 'OtherVariant'],
    ['1.2.3-', 'OtherVariant'],
    ['1.2.3-01', 'OtherVariant'],
    ['1.21_linux_amd64', 'OtherVariant'],
    ['4.0.15.2941-ls291', 'OtherVariant'],
    ['4.0.15.2941-rc.1', 'OtherVariant'],
    ['RELEASE.2024-01-05T08-00-00Z', 'OtherVariant'],

    ['main-1234', 'NotAVersion'],
    ['alpine3.22', 'NotAVersion'],
    ['alpine-v16.2.0', 'NotAVersion'],
    ['releases-1.9', 'NotAVersion'],
    ['latest-arm64', 'NotAVersion'],
    ['1a2b3c4', 'NotAVersion'],
    ['abcdefa', 'NotAVersion'],
    ['main-abcdefa', 'NotAVersion'],
    ['release-abcdefa', 'NotAVersion'],
    ['git-gabcdefa', 'NotAVersion'],
    ['9960efe1e9a9c6e944967b52e1a8a7b7b659874d', 'NotAVersion'],
    ['9007199254740993', 'NotAVersion'],
    ['-1.2.3', 'NotAVersion'],

    ['latest', 'word'],
    ['release', 'word'],
    ['latest-alpine', 'word'],
    ['main-decade', 'word'],
    ['', 'word'],
  ];
  for (const [tag, expected] of rows)
    it(`${JSON.stringify(tag)} is ${expected}`, () => {
      assert.equal(read(tag), expected);
    });

  it('reads every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 200 }), (tag) => {
        assert.ok(read(tag).length > 0);
      }),
    );
  });
});
