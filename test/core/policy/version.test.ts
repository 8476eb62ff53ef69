import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseVersion } from '../../../lib/core/policy/version.ts';

describe('parseVersion', () => {
  const versions: readonly (readonly [string, string])[] = [
    ['1.2.3', '1.2.3'],
    ['v1.2.3', '1.2.3'],
    ['0.0.0', '0.0.0'],
    ['1.2.3-alpine', '1.2.3-alpine'],
    ['1.2.3-rc.1', '1.2.3-rc.1'],
    ['9007199254740991.0.0', '9007199254740991.0.0'],
    ['1.2.3-9007199254740991', '1.2.3-9007199254740991'],
    ['1.2.3-0a99999999999999999999', '1.2.3-0a99999999999999999999'],
    ['1.2.3_up57', '1.2.3'],
    ['v17.0.11_9-jre-alpine', '17.0.11'],
    ['1.2.3-rc.1_exp.sha.5114f85', '1.2.3-rc.1'],
    ['1.2.3_007', '1.2.3'],
  ];
  for (const [tag, version] of versions) {
    it(`${tag} is the version ${version}`, () => {
      assert.equal(parseVersion(tag)?.version, version);
    });
  }

  const shapes = ['', 'latest', '1', '1.2', '1.2.3.4', '20240101', '01.2.3', '1.x', '1.2.*', '-1.2.3'];
  const around = ['V1.2.3', 'vv1.2.3', '=1.2.3', 'v=1.2.3', ' 1.2.3', '1.2.3 ', '1.2.3\n', '1.2.3+build'];
  const behind = ['1.2.3-', '1.2.3-01', '1.2.3_', '1.2.3_a_b', '1.2_up57', '1.2.3-'.padEnd(300, 'a')];
  const tooLarge = ['9007199254740992.0.0', '1.2.3-9007199254740992', '1.2.3-rc.99999999999999999999'];
  for (const tag of [...shapes, ...around, ...behind, ...tooLarge]) {
    it(`${JSON.stringify(tag.slice(0, 40))} is no version`, () => {
      assert.equal(parseVersion(tag), undefined);
    });
  }

  it('keeps the build metadata apart', () => {
    assert.deepEqual(parseVersion('1.2.3_exp.5114f85')?.build, ['exp', '5114f85']);
    assert.deepEqual(parseVersion('1.2.3')?.build, []);
  });

  it('reads back every version of three safe numbers', () => {
    const number = fc.maxSafeNat();
    fc.assert(
      fc.property(number, number, number, (major, minor, patch) => {
        assert.equal(parseVersion(`v${major}.${minor}.${patch}`)?.version, `${major}.${minor}.${patch}`);
      }),
    );
  });
});
