import assert from 'node:assert/strict';
import { verdictJson, verdictRow, verdictTable } from '../../../lib/cli/policy/text.ts';

const UPDATE = { policy: 'semver:^1', current: '1.2.3', pushed: '1.3.0' };
const SKIP = { ...UPDATE, pushed: '2.0.0' };

describe('a verdict on a policy', () => {
  it('is a line of JSON, whose reason is null where there is none', () => {
    assert.equal(
      verdictJson(UPDATE),
      '{"policy":"semver:^1","current":"1.2.3","pushed":"1.3.0","result":"update","reason":null}\n',
    );
    assert.match(verdictJson(SKIP), /"result":"skip","reason":"OutOfRange"}\n$/);
  });

  it('is a line with tabs', () => {
    assert.equal(verdictRow(UPDATE), 'semver:^1\t1.2.3\t1.3.0\tupdate\t\n');
    assert.match(verdictRow(SKIP), /^semver:\^1\t1\.2\.3\t2\.0\.0\tskip\tOutOfRange: [^\t]+\n$/);
  });

  it('is a row of a table', () =>
    assert.match(
      verdictTable([UPDATE, SKIP]),
      /^current +pushed +result +why\n1\.2\.3 +1\.3\.0 +update\n1\.2\.3 +2\.0\.0 +skip +OutOfRange: .+\n$/,
    ));

  it('is safe to print', () => assert.ok(!verdictRow({ ...UPDATE, pushed: '\u001b[2J' }).includes('\u001b')));
});
