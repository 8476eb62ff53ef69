import assert from 'node:assert/strict';
import { parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { verdictJson, verdictRow, verdictTable } from '../../../lib/cli/policy/text.ts';

const UPDATE = { policy: 'semver:^1', current: '1.2.3', pushed: '1.3.0' };
const SKIP = { ...UPDATE, pushed: '2.0.0' };

describe('a verdict on a policy', () => {
  it('is a line of JSON, whose reason and detail are null where there are none', () => {
    assert.equal(
      verdictJson(UPDATE),
      '{"policy":"semver:^1","current":"1.2.3","pushed":"1.3.0","result":"update","reason":null,"detail":null}\n',
    );
    assert.match(verdictJson(SKIP), /"result":"skip","reason":"OutOfRange","detail":null}\n$/);
  });

  it('has the detail of a skip and the hint at an update in JSON', () => {
    const detail = (policy: string, pushed: string) => {
      const text = valueAt(parseJson(verdictJson({ policy, current: '1.0.0-rc9', pushed })), ['detail']);
      return typeof text === 'string' ? text : '';
    };
    assert.match(detail('semver:>=1.0.0-0', '1.0.0-rc10'), /number…/);
    assert.match(detail('any', '1.0.0-arm64'), /`\*-arm64`/);
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
