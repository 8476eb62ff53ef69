import assert from 'node:assert/strict';
import * as v from 'valibot';
import { CHECK_CODES, codedCheck } from '../../lib/config/coded-check.ts';
import { toComplaints } from '../../lib/config/issue.ts';

describe('a coded check', () => {
  for (const code of CHECK_CODES) {
    it(`makes complaints ${code}, with what it expects`, () => {
      const check = codedCheck<string>(code, ({ addIssue }) => addIssue({ message: 'something else' }));
      const { issues = [] } = v.safeParse(v.pipe(v.string(), check), 'x');
      assert.deepEqual(
        toComplaints(issues, 'x').map((complaint) => [complaint.code, complaint.expected]),
        [[code, 'something else']],
      );
    });
  }

  it('makes none where it adds no issue', () => {
    const check = codedCheck<string>('Duplicate', () => undefined);
    assert.equal(v.safeParse(v.pipe(v.string(), check), 'x').success, true);
  });
});
