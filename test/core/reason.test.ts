import assert from 'node:assert/strict';
import { REASONS } from '../../lib/core/reason.ts';

const KINDS: ReadonlySet<string> = new Set(['skip', 'ignored', 'malformed', 'failed', 'transient']);
// What fits beside a code in a table, and in one log line.
const LONGEST = 120;

describe('reason', () => {
  for (const [code, { kind, says, remedy }] of Object.entries(REASONS)) {
    it(`${code} has a kind, a sentence and a remedy that can be printed`, () => {
      assert.match(code, /^[A-Z][A-Za-z0-9]+$/);
      assert.ok(KINDS.has(kind));
      for (const sentence of [says, remedy]) {
        assert.match(sentence, /^[A-Z`].*\.$/);
        assert.doesNotMatch(sentence, /\.\.$| {2}|[\p{Cc}\p{Cf}]/u);
        assert.equal([...sentence.matchAll(/`/g)].length % 2, 0);
        assert.ok(sentence.length <= LONGEST);
      }
      assert.notEqual(says, remedy);
    });
  }

  it('no two reasons say the same', () => {
    const said = Object.values(REASONS).map(({ says }) => says);
    assert.equal(new Set(said).size, said.length);
  });
});
