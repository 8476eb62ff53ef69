import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  formatCommand,
  REASONS,
  REASONS_BY_OWNER,
  formatRemedy,
  type Reason,
} from '../../../lib/core/errors/reason.ts';
import { TERMS, type Terms } from '../../../lib/core/errors/reason-text.ts';

const KINDS: ReadonlySet<string> = new Set(['skip', 'ignored', 'malformed', 'limit', 'failed', 'transient']);
// What fits beside a code in a table, and in one log line.
const LONGEST = { message: 120, remedy: 160 };

describe('reason', () => {
  for (const [code, { kind, message, remedy }] of Object.entries(REASONS)) {
    it(`${code} has a kind, a sentence and a remedy that can be printed`, () => {
      assert.match(code, /^[A-Z][A-Za-z0-9]+$/);
      assert.ok(KINDS.has(kind));
      assert.ok(message.length <= LONGEST.message && remedy.length <= LONGEST.remedy);
      for (const sentence of [message, remedy]) {
        assert.match(sentence, /^[A-Z`].*\.$/);
        assert.doesNotMatch(sentence, /\.\.$| {2}|[\p{Cc}\p{Cf}]/u);
        assert.equal([...sentence.matchAll(/`/g)].length % 2, 0);
      }
      assert.notEqual(message, remedy);
    });
  }

  it('each reason is in the list of one owner', () => {
    const codes = Object.values(REASONS_BY_OWNER).flatMap((list) => Object.keys(list));
    assert.deepEqual(codes, Object.keys(REASONS));
  });

  it('no two reasons say the same', () => {
    const said = Object.values(REASONS).map(({ message }) => message);
    assert.equal(new Set(said).size, said.length);
  });
});

function isReason(code: string): code is Reason {
  return code in REASONS;
}

const NAMES = fc.record(
  {
    PROJECT: fc.string(),
    LOCATION: fc.string(),
    CLUSTER: fc.string(),
    MEMBER: fc.string(),
    ACCOUNT: fc.string(),
    SERVICE: fc.string(),
  },
  { requiredKeys: [] },
);
const DISABLED: Terms = { SERVICE: 'container.googleapis.com', PROJECT: 'shop' };

describe('a remedy', () => {
  it('names what the fault knows', () =>
    assert.equal(
      formatRemedy('ApiDisabled', DISABLED),
      'Enable container.googleapis.com in the project shop, then wait a few minutes.',
    ));

  it('leaves words for the reader to replace where the fault does not know them', () => {
    for (const terms of [undefined, {}, { CLUSTER: 'main' }])
      assert.equal(
        formatRemedy('ApiDisabled', terms),
        'Enable SERVICE in the project PROJECT, then wait a few minutes.',
      );
  });

  it('takes a name as it is, whatever it looks like', () => {
    for (const PROJECT of ['$&', "$'$`$1", 'SERVICE', '{SERVICE}', 'PROJECT', ''])
      assert.equal(
        formatRemedy('ApiDisabled', { PROJECT, SERVICE: 'x' }),
        `Enable x in the project ${PROJECT}, then wait a few minutes.`,
      );
  });

  it('without words of that kind is the same with any names', () =>
    fc.assert(fc.property(NAMES, (terms) => formatRemedy('Gone', terms) === REASONS.Gone.remedy)));
});

describe('a command', () => {
  it('ends in the options that the fault names', () => {
    const terms = { IMAGE: 'web:v1', TIME: '2026', TOPIC: 'projects/p/topics/replay' };
    assert.equal(
      formatCommand('TooMany', { ...terms, options: '--unpinned' }),
      `${formatCommand('TooMany', terms)} --unpinned`,
    );
  });

  const commands = Object.entries(REASONS).flatMap(([code, reason]) =>
    isReason(code) && 'command' in reason ? [{ code, ...reason.command }] : [],
  );

  for (const { code, text, needs } of commands) {
    const known: Terms = Object.fromEntries(needs.map((term) => [term, term.toLowerCase()]));

    it(`of ${code} can be pasted as a line: nothing stands around it, and a shell takes its words as they are`, () =>
      assert.match(
        formatCommand(code, known) ?? '',
        /^(?:gcloud|kubectl|npm run image-updater --)(?: [\w./=:-]*\w)+$/,
      ));

    it(`of ${code} needs the placeholders that it has, and no other`, () => {
      const placeholders = [...text.matchAll(/\{(\w+)\}/g)].map(([, word]) => word);
      assert.deepEqual(placeholders, needs);
      assert.equal([...text.matchAll(/[{}]/g)].length, 2 * needs.length);
    });

    it(`of ${code} is none where one of its names is missing`, () => {
      for (const missing of needs)
        assert.equal(formatCommand(code, { ...known, [missing]: undefined }), undefined);
    });
  }

  it('names what the fault knows', () =>
    assert.equal(
      formatCommand('ApiDisabled', DISABLED),
      'gcloud services enable container.googleapis.com --project shop',
    ));

  it('is none where the fault knows what it is about, and not all', () =>
    assert.equal(formatCommand('ForbiddenByIam', { PROJECT: 'shop' }), undefined));

  it('about a GKE cluster is none for another', () => {
    assert.equal(formatCommand('ConnectTimeout'), undefined);
    assert.equal(formatCommand('ConnectTimeout', { PROJECT: 'shop' }), undefined);
    assert.equal(
      formatCommand('ConnectTimeout', { PROJECT: 'shop', LOCATION: 'europe-west1', CLUSTER: 'main' }),
      'gcloud container clusters update main --location europe-west1 --project shop --enable-dns-access',
    );
  });

  it('about nothing that has a name is there with any names', () =>
    fc.assert(
      fc.property(
        NAMES,
        (terms) =>
          formatCommand('NoGoogleCredentials', terms) === REASONS.NoGoogleCredentials.command.text &&
          formatCommand('Gone', terms) === undefined,
      ),
    ));

  it('of some reason has each of the words', () => {
    const all = new Set(commands.flatMap(({ needs }) => needs));
    assert.deepEqual([...all].toSorted(), TERMS.toSorted());
  });
});

describe('no remedy', () => {
  it('has the command in its sentence, where a shell would take the quotes for its own', () => {
    for (const { remedy } of Object.values(REASONS)) assert.doesNotMatch(remedy, /\bgcloud\b/);
  });

  it('has another placeholder than the known ones, in braces', () => {
    for (const { remedy } of Object.values(REASONS)) {
      const braces = [...remedy.matchAll(/\{([A-Z_]+)\}/g)].map(([, word]) => word);
      const bare = remedy.replaceAll(/\{[A-Z_]+\}/g, '').match(/\b[A-Z]+\b/g) ?? [];
      const known: ReadonlySet<unknown> = new Set(TERMS);
      assert.ok(braces.every((word) => known.has(word)) && !bare.some((word) => known.has(word)), remedy);
    }
  });

  it('over HTTP has one', () => {
    for (const reason of Object.values(REASONS))
      if ('remedyOverHttp' in reason) assert.doesNotMatch(reason.remedyOverHttp, /\{[A-Z_]+\}/);
  });
});
