import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { REASONS, remedyOf, TERMS, type Terms } from '../../lib/core/reason.ts';

const KINDS: ReadonlySet<string> = new Set(['skip', 'ignored', 'malformed', 'failed', 'transient']);
// What fits beside a code in a table, and in one log line; a command that can be pasted has its own length.
const LONGEST = { says: 120, remedy: 160 };

describe('reason', () => {
  for (const [code, { kind, says, remedy }] of Object.entries(REASONS)) {
    it(`${code} has a kind, a sentence and a remedy that can be printed`, () => {
      assert.match(code, /^[A-Z][A-Za-z0-9]+$/);
      assert.ok(KINDS.has(kind));
      assert.ok(says.length <= LONGEST.says && remedy.length <= LONGEST.remedy);
      for (const sentence of [says, remedy]) {
        assert.match(sentence, /^[A-Z`].*\.$/);
        assert.doesNotMatch(sentence, /\.\.$| {2}|[\p{Cc}\p{Cf}]/u);
        assert.equal([...sentence.matchAll(/`/g)].length % 2, 0);
      }
      assert.notEqual(says, remedy);
    });
  }

  it('no two reasons say the same', () => {
    const said = Object.values(REASONS).map(({ says }) => says);
    assert.equal(new Set(said).size, said.length);
  });
});

describe('a remedy', () => {
  it('names what the fault knows', () =>
    assert.equal(
      remedyOf('ApiDisabled', { SERVICE: 'container.googleapis.com', PROJECT: 'shop' }),
      '`gcloud services enable container.googleapis.com --project shop`, and wait a few minutes.',
    ));

  it('leaves words for the reader to replace where the fault does not know them', () => {
    for (const terms of [undefined, {}, { MEMBER: 'user:a@b.c' }])
      assert.equal(remedyOf('ApiDisabled', terms), REASONS.ApiDisabled.remedy);
  });

  it('takes a name as it is, whatever it looks like', () => {
    for (const PROJECT of ['$&', "$'$`$1", 'SERVICE', 'PROJECT', ''])
      assert.equal(
        remedyOf('ApiDisabled', { PROJECT, SERVICE: 'x' }),
        `\`gcloud services enable x --project ${PROJECT}\`, and wait a few minutes.`,
      );
  });

  it('without words of that kind is the same with any names', () => {
    const terms: fc.Arbitrary<Terms> = fc.record(
      { PROJECT: fc.string(), LOCATION: fc.string(), CLUSTER: fc.string(), MEMBER: fc.string() },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(terms, (given) => remedyOf('Gone', given) === REASONS.Gone.remedy));
  });

  it('of some reason has each of the words', () => {
    const all = Object.values(REASONS)
      .map(({ remedy }) => remedy)
      .join(' ');
    for (const term of TERMS) assert.match(all, new RegExp(`\\b${term}\\b`));
  });
});
