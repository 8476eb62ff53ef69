import assert from 'node:assert/strict';
import { decide, type Candidate, type Decision } from '../../../lib/core/plan/decide.ts';
import type { PolicyInForce } from '../../../lib/core/plan/effective-policy.ts';
import { parseImage, type ImageReference } from '../../../lib/core/names/image-reference.ts';
import { parseMark, type ContainerState, type Entry } from '../../../lib/core/workload/applied-state.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import { digest, entry, policy, push, REPOSITORY } from '../../support/builders.ts';

// `web:v1@3` in a row is the pushed repository with digest(3).
function full(short: string): string {
  return short.replace('web', REPOSITORY).replace(/@(\d)$/, (_, digit) => `@${digest(Number(digit))}`);
}

function image(short: string): ImageReference {
  const parsed = parseImage(full(short));
  assert.ok('image' in parsed);
  return parsed.image;
}

/** What stands on the container; the entry is of the image that runs unless the row says otherwise. */
type Stands =
  | { readonly followed: Partial<Entry> & { readonly mark: string } }
  | { readonly unmarked: Partial<Entry> }
  | { readonly moved: string }
  | { readonly unreadable: string };

interface Given {
  readonly image?: string;
  readonly stands?: Stands | undefined;
  readonly policy?: string;
  readonly pin?: 'digest' | 'tag';
  readonly source?: PolicyInForce['source'];
  readonly createdAt?: number;
  readonly restartable?: boolean;
}

function mark(text: string) {
  const parsed = parseMark(text);
  assert.ok(parsed !== undefined);
  return parsed;
}

function stateOf(stands: Stands | undefined, running: string): ContainerState {
  if (stands === undefined) return { status: 'unmarked' };
  if ('followed' in stands)
    return {
      status: 'followed',
      mark: mark(stands.followed.mark),
      entry: entry({ to: running, ...stands.followed }),
    };
  if ('unmarked' in stands) return { status: 'unmarked', entry: entry({ to: running, ...stands.unmarked }) };
  if ('moved' in stands) return { status: 'moved', mark: mark(stands.moved) };
  return { status: 'unreadable', label: stands.unreadable };
}

function candidate(given: Given): Candidate {
  const running = image(given.image ?? 'web:v1');
  return {
    image: running,
    state: stateOf(given.stands, running.text),
    inForce: {
      policy: policy(given.policy ?? 'same-tag'),
      pin: given.pin ?? 'digest',
      source: given.source ?? 'rule',
    },
    createdAt: given.createdAt ?? 0,
    restartable: given.restartable ?? true,
  };
}

/** A decision in the words of a row. */
interface Expected {
  readonly skip?: string;
  readonly to?: string;
  readonly restart?: true;
  readonly mark?: string;
  readonly at?: number;
  readonly floor?: number;
}

function inWords(decision: Decision): Expected {
  if (decision.action === 'skip') return { skip: decision.reason };
  const { mark: text, entry: written } = decision.trace;
  assert.equal(written.mark, text, 'the entry holds the mark');
  const traced = { mark: text, at: written.at, floor: written.floor };
  if (decision.action === 'advance') return { skip: 'AlreadyCurrent', ...traced };
  assert.equal(decision.trace.entry.to, decision.to, 'the entry holds the image');
  assert.equal(decision.trace.entry.from, decision.from);
  return { to: decision.to, ...(decision.restart ? { restart: true } : {}), ...traced };
}

/** `bare` is a push that carries no digest. */
type Pushed = Partial<Push> & { readonly bare?: true };
type Row = readonly [title: string, push: Pushed, given: Given, expected: Expected];

function pushOf({ bare, ...changes }: Pushed): Push {
  const { digest: bits, ...rest } = push(changes);
  return bare === true || bits === undefined ? rest : { ...rest, digest: bits };
}

function rows(table: readonly Row[]): void {
  for (const [title, pushed, given, expected] of table) {
    it(title, () => {
      const { to, ...rest } = expected;
      const wanted = to === undefined ? rest : { to: full(to), ...rest };
      assert.deepEqual(inWords(decide(pushOf(pushed), candidate(given))), wanted);
    });
  }
}

// What a push at 1000 leaves on a container that had no mark.
const first = { mark: '1000.1', at: 1000, floor: 0 } as const;
const pattern = 'pattern:^(?<number>\\d+)-(?<track>.+)$';

describe('decide: what the policy says comes first', () => {
  rows([
    ['same-tag: another tag is OtherTag', { tag: 'v2' }, {}, { skip: 'OtherTag' }],
    ['never is Never', {}, { policy: 'never' }, { skip: 'Never' }],
    [
      'same-tag: a digest without a tag is NoTag, and not `latest`',
      { tag: 'latest' },
      { image: 'web@2' },
      { skip: 'NoTag' },
    ],
    [
      'no tag and no digest is `latest`',
      { tag: 'latest' },
      { image: 'web' },
      { to: 'web:latest@1', ...first },
    ],
    [
      'the policy answers before the mark is read',
      { tag: 'v2' },
      { stands: { unreadable: 'x' } },
      { skip: 'OtherTag' },
    ],
    [
      'a mark that is no number is InvalidMark',
      {},
      { stands: { unreadable: 'yesterday' } },
      { skip: 'InvalidMark' },
    ],
    [
      'InvalidMark also where the bits are there already',
      {},
      { image: 'web:v1@1', stands: { unreadable: '' } },
      { skip: 'InvalidMark' },
    ],
    [
      '`1.2.3-alpine` never turns into `1.2.4`',
      { tag: '1.2.4' },
      { image: 'web:1.2.3-alpine', policy: 'semver:^1' },
      { skip: 'OtherVariant' },
    ],
    [
      'a branch build follows its track',
      { tag: '124-master' },
      { image: 'web:123-master', policy: pattern },
      { to: 'web:124-master@1', ...first },
    ],
    [
      'and is untouched by another',
      { tag: '125-feature' },
      { image: 'web:123-master', policy: pattern },
      { skip: 'OtherTrack' },
    ],
  ]);

  it('InvalidMark says what stands there, fit to be printed', () => {
    const decision = decide(push(), candidate({ stands: { unreadable: '\u001b[31mred' } }));
    assert.deepEqual(decision, { action: 'skip', reason: 'InvalidMark', detail: '\\u{1b}[31mred' });
  });
});

describe('decide 4: the same bits', () => {
  rows([
    [
      'of a container without a mark are AlreadyCurrent, and the mark advances',
      {},
      { image: 'web:v1@1' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'pushed no later than the mark: AlreadyCurrent, and nothing is written',
      { publishedAt: 500 },
      { image: 'web:v1@1', stands: { followed: { mark: '500.1' } } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'pushed later than the mark advance mark, count and `at`, and keep the floor',
      { publishedAt: 501 },
      { image: 'web:v1@1', stands: { followed: { mark: '500.1', floor: 20 } } },
      { skip: 'AlreadyCurrent', mark: '501.2', at: 501, floor: 20 },
    ],
    [
      'pushed before the workload was created: nothing is written',
      { publishedAt: 1000 },
      { image: 'web:v1@1', createdAt: 1001 },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'by time, under another tag: AlreadyCurrent (three tags of one build roll once)',
      { tag: 'v2' },
      { image: 'web:v1@1', policy: 'any' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'by time, under another tag of a glob: AlreadyCurrent',
      { tag: 'main-2' },
      { image: 'web:main-1@1', policy: 'glob:main-*' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'by version, under the same tag: AlreadyCurrent',
      { tag: '1.1.0' },
      { image: 'web:1.1.0@1', policy: 'semver:^1' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'by version, under another spelling of the version: AlreadyCurrent',
      { tag: 'v1.1.0' },
      { image: 'web:1.1.0@1', policy: 'semver:^1' },
      { skip: 'AlreadyCurrent', ...first },
    ],
    [
      'by version, under a higher version: an update all the same',
      { tag: '1.2.0' },
      { image: 'web:1.1.0@1', policy: 'semver:^1' },
      { to: 'web:1.2.0@1', ...first },
    ],
    [
      'by version, the re-push is no newer than `at`: nothing is written',
      { tag: '1.1.0', publishedAt: 400 },
      { image: 'web:1.1.0@1', policy: 'minor', stands: { followed: { mark: '500.1', at: 400 } } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'by version, the re-push is newer than `at` and older than the mark: `at` advances, the mark only counts',
      { tag: '1.1.0', publishedAt: 450 },
      { image: 'web:1.1.0@1', policy: 'minor', stands: { followed: { mark: '500.1', at: 400, floor: 7 } } },
      { skip: 'AlreadyCurrent', mark: '500.2', at: 450, floor: 7 },
    ],
    [
      'under `pin: tag` are known from the record',
      { publishedAt: 500 },
      { pin: 'tag', stands: { followed: { mark: '500.1', digest: digest(1) } } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'that somebody moved the container to are followed again, and the old mark is the floor',
      { publishedAt: 501 },
      { image: 'web:v1@1', stands: { moved: '500.3' } },
      { skip: 'AlreadyCurrent', mark: '501.4', at: 501, floor: 500 },
    ],
    [
      'that somebody moved the container to, pushed by the time of the mark: still moved',
      { publishedAt: 500 },
      { image: 'web:v1@1', stands: { moved: '500.3' } },
      { skip: 'AlreadyCurrent' },
    ],
    [
      'of a push without digest are not known: `pin: tag` restarts',
      { bare: true },
      { image: 'web:v1', pin: 'tag' },
      { to: 'web:v1', restart: true, ...first },
    ],
  ]);

  it('keep the `from` of the last update in the record', () => {
    const decision = decide(
      push(),
      candidate({ image: 'web:v1@1', stands: { followed: { mark: '500.1', from: 'x' } } }),
    );
    assert.ok(decision.action === 'advance');
    assert.equal(decision.trace.entry.from, 'x');
  });

  it('are their own `from` where there was no update', () => {
    const decision = decide(push(), candidate({ image: 'web:v1@1' }));
    assert.ok(decision.action === 'advance');
    assert.equal(decision.trace.entry.from, full('web:v1@1'));
    assert.equal(decision.trace.entry.to, full('web:v1@1'));
  });
});

describe('decide 5: order by time', () => {
  for (const { policy: text, tag } of [
    { policy: 'same-tag', tag: 'main-1' },
    { policy: 'any', tag: 'v2' },
    { policy: 'glob:main-*', tag: 'main-2' },
    { policy: 'pattern:^(?<track>[a-z]+)-.*$', tag: 'main-2' },
  ]) {
    const stands = { followed: { mark: '500.1', at: 300, floor: 0 } };
    rows([
      [
        `${text}: newer than the mark`,
        { tag, publishedAt: 501 },
        { image: 'web:main-1@2', policy: text, stands },
        { to: `web:${tag}@1`, mark: '501.2', at: 501, floor: 0 },
      ],
      [
        `${text}: older than the mark is NotNewer, even where newer than \`at\``,
        { tag, publishedAt: 499 },
        { image: 'web:main-1@2', policy: text, stands },
        { skip: 'NotNewer' },
      ],
      [
        `${text}: at the time of the mark the greater digest counts as newer`,
        { tag, publishedAt: 500, digest: digest(3) },
        { image: 'web:main-1@2', policy: text, stands },
        { to: `web:${tag}@3`, mark: '500.2', at: 500, floor: 0 },
      ],
      [
        `${text}: at the time of the mark the smaller digest is NotNewer`,
        { tag, publishedAt: 500, digest: digest(1) },
        { image: 'web:main-1@2', policy: text, stands },
        { skip: 'NotNewer' },
      ],
    ]);
  }
  rows([
    [
      'without a mark: newer than the workload',
      { publishedAt: 901 },
      { createdAt: 900 },
      { to: 'web:v1@1', mark: '901.1', at: 901, floor: 0 },
    ],
    [
      'without a mark: older than the workload is NotNewer',
      { publishedAt: 899 },
      { createdAt: 900 },
      { skip: 'NotNewer' },
    ],
    [
      'without a mark: as old as the workload and known bits, the greater digest',
      { publishedAt: 900, digest: digest(3) },
      { image: 'web:v1@2', createdAt: 900 },
      { to: 'web:v1@3', mark: '900.1', at: 900, floor: 0 },
    ],
    [
      'without a mark, the record of the image still there: its floor is kept',
      {},
      { image: 'web:v1@2', stands: { unmarked: { floor: 30, at: 2000, mark: '2000.4' } } },
      { to: 'web:v1@1', mark: '1000.1', at: 1000, floor: 30 },
    ],
    [
      'a mark in the future is NotNewer',
      {},
      { stands: { followed: { mark: '999999999999999.1' } } },
      { skip: 'NotNewer' },
    ],
    [
      'without a digest, a push of the time of the mark is NotNewer',
      { publishedAt: 500, bare: true },
      { pin: 'tag', stands: { followed: { mark: '500.1' } } },
      { skip: 'NotNewer' },
    ],
  ]);
});

describe('decide 5: order by version', () => {
  const followed = { mark: '500.1', at: 400, floor: 100 } as const;
  for (const { policy: text, from, higher } of [
    { policy: 'semver:^1', from: '1.1.0', higher: '1.2.0' },
    { policy: 'major', from: '1.1.0', higher: '2.0.0' },
    { policy: 'minor', from: '1.1.0', higher: '1.2.0' },
    { policy: 'patch', from: '1.1.0', higher: '1.1.1' },
    { policy: pattern, from: '9-main', higher: '10-main' },
  ]) {
    const given = { image: `web:${from}@2`, policy: text, stands: { followed } };
    rows([
      [
        `${text}: a higher version may come late, and the mark keeps the higher time`,
        { tag: higher, publishedAt: 101 },
        given,
        { to: `web:${higher}@1`, mark: '500.2', at: 101, floor: 100 },
      ],
      [
        `${text}: not later than the floor is NotNewer, also with a greater digest`,
        { tag: higher, publishedAt: 100, digest: digest(3) },
        given,
        { skip: 'NotNewer' },
      ],
      [
        `${text}: a re-push of what runs is newer than \`at\``,
        { tag: from, publishedAt: 401 },
        given,
        { to: `web:${from}@1`, mark: '500.2', at: 401, floor: 100 },
      ],
      [
        `${text}: a re-push older than \`at\` is NotNewer`,
        { tag: from, publishedAt: 399 },
        given,
        { skip: 'NotNewer' },
      ],
      [
        `${text}: a re-push of the time of \`at\`: the greater digest counts as newer`,
        { tag: from, publishedAt: 400, digest: digest(3) },
        given,
        { to: `web:${from}@3`, mark: '500.2', at: 400, floor: 100 },
      ],
      [
        `${text}: a re-push of the time of \`at\` with the smaller digest is NotNewer`,
        { tag: from, publishedAt: 400, digest: digest(1) },
        given,
        { skip: 'NotNewer' },
      ],
      [
        `${text}: without a mark a higher version may be older than the workload`,
        { tag: higher, publishedAt: 10 },
        { ...given, stands: undefined, createdAt: 900 },
        { to: `web:${higher}@1`, mark: '900.1', at: 10, floor: 0 },
      ],
      [
        `${text}: without a mark a re-push older than the workload is NotNewer`,
        { tag: from, publishedAt: 899 },
        { ...given, stands: undefined, createdAt: 900 },
        { skip: 'NotNewer' },
      ],
    ]);
  }
  rows([
    [
      'a lower version is NotHigher, however new',
      { tag: '1.0.0' },
      { image: 'web:1.1.0', policy: 'semver:^1' },
      { skip: 'NotHigher' },
    ],
    [
      'a current tag that is no version is replaced by one in range',
      { tag: '1.0.0' },
      { image: 'web:latest', policy: 'semver:^1', createdAt: 2000 },
      { to: 'web:1.0.0@1', mark: '2000.1', at: 1000, floor: 0 },
    ],
    [
      'without a mark, the record of the image still there: the floor holds',
      { tag: '1.2.0', publishedAt: 30 },
      { image: 'web:1.1.0@2', policy: 'semver:^1', stands: { unmarked: { floor: 30 } } },
      { skip: 'NotNewer' },
    ],
  ]);
});

describe('decide 5: moved, under every policy', () => {
  for (const { policy: text, from, tag } of [
    { policy: 'same-tag', from: 'v1', tag: 'v1' },
    { policy: 'any', from: 'v1', tag: 'v2' },
    { policy: 'glob:v*', from: 'v1', tag: 'v2' },
    { policy: 'semver:^1', from: '1.0.0', tag: '1.1.0' },
    { policy: 'semver:^1', from: '1.1.0', tag: '1.1.0' },
    { policy: 'major', from: '1.0.0', tag: '2.0.0' },
    { policy: pattern, from: '1-main', tag: '2-main' },
  ]) {
    const given = { image: `web:${from}@2`, policy: text, stands: { moved: '500.3' } };
    rows([
      [
        `${text}, ${from}: newer than the mark; the old mark becomes the floor`,
        { tag, publishedAt: 501 },
        given,
        { to: `web:${tag}@1`, mark: '501.4', at: 501, floor: 500 },
      ],
      [
        `${text}, ${from}: at the time of the mark is NotNewer, also with a greater digest`,
        { tag, publishedAt: 500, digest: digest(9) },
        given,
        { skip: 'NotNewer' },
      ],
      [
        `${text}, ${from}: older than the mark is NotNewer`,
        { tag, publishedAt: 499 },
        given,
        { skip: 'NotNewer' },
      ],
    ]);
  }
});

describe('decide 6: a digest that a person pinned', () => {
  const pinned = { image: 'web:v1@2', source: 'default' } as const;
  rows([
    ['the default policy does not move: PinnedByHand', {}, pinned, { skip: 'PinnedByHand' }],
    ['nor under `pin: tag`', {}, { ...pinned, pin: 'tag' }, { skip: 'PinnedByHand' }],
    [
      'nor under another default policy, to another tag',
      { tag: 'v2' },
      { ...pinned, policy: 'any' },
      { skip: 'PinnedByHand' },
    ],
    ['nor without a tag', {}, { ...pinned, policy: 'any', image: 'web@2' }, { skip: 'PinnedByHand' }],
    [
      'is not marked when the same bits are pushed: it would become ours',
      {},
      { ...pinned, image: 'web:v1@1' },
      { skip: 'AlreadyCurrent' },
    ],
    ['an annotation moves', {}, { ...pinned, source: 'annotation' }, { to: 'web:v1@1', ...first }],
    ['a rule moves', {}, { ...pinned, source: 'rule' }, { to: 'web:v1@1', ...first }],
    ['an enforced rule moves', {}, { ...pinned, source: 'enforced rule' }, { to: 'web:v1@1', ...first }],
    [
      'the default policy moves where our record wrote it',
      {},
      { ...pinned, stands: { followed: { mark: '500.1' } } },
      { to: 'web:v1@1', mark: '1000.2', at: 1000, floor: 0 },
    ],
    [
      'and where our record tells so and the mark was taken away',
      {},
      { ...pinned, stands: { unmarked: {} } },
      { to: 'web:v1@1', ...first },
    ],
    [
      'on a container with a mark is a rollback: a newer push moves it',
      {},
      { ...pinned, stands: { moved: '500.3' } },
      { to: 'web:v1@1', mark: '1000.4', at: 1000, floor: 500 },
    ],
    [
      'NotNewer comes before PinnedByHand',
      { publishedAt: 1 },
      { ...pinned, createdAt: 2 },
      { skip: 'NotNewer' },
    ],
    ['a tag alone is followed', {}, { source: 'default' }, { to: 'web:v1@1', ...first }],
  ]);
});

describe('decide 6: what is written', () => {
  const bare = { bare: true } as const;
  rows([
    ['`pin: digest` writes tag and digest', {}, {}, { to: 'web:v1@1', ...first }],
    [
      '`pin: digest` writes another tag with its digest',
      { tag: 'v2' },
      { policy: 'any' },
      { to: 'web:v2@1', ...first },
    ],
    [
      '`pin: digest` gives a digest alone its tag',
      {},
      { policy: 'any', image: 'web@2' },
      { to: 'web:v1@1', ...first },
    ],
    ['`pin: digest`, a push without digest, the same tag: NoDigest', bare, {}, { skip: 'NoDigest' }],
    [
      '`pin: digest`, a push without digest, another tag: plain',
      { ...bare, tag: 'v2' },
      { policy: 'any' },
      { to: 'web:v2', ...first },
    ],
    [
      '`pin: digest`, a push without digest, another tag than the pinned one: NoDigest',
      { ...bare, tag: 'v2' },
      { policy: 'any', image: 'web:v1@2' },
      { skip: 'NoDigest' },
    ],
    [
      '`pin: digest`, a push without digest that says unpinned, another tag than the pinned one: plain',
      { ...bare, tag: 'v2', unpinned: true },
      { policy: 'any', image: 'web:v1@2' },
      { to: 'web:v2', ...first },
    ],
    [
      '`pin: digest`, a push without digest that says unpinned, the pinned tag: NoDigest',
      { ...bare, unpinned: true },
      { image: 'web:v1@2' },
      { skip: 'NoDigest' },
    ],
    [
      '`pin: digest`, a push without digest that says unpinned, the same plain tag: NoDigest',
      { ...bare, unpinned: true },
      {},
      { skip: 'NoDigest' },
    ],
    [
      'a push with a digest that says unpinned is pinned all the same',
      { tag: 'v2', unpinned: true },
      { policy: 'any', image: 'web:v1@2' },
      { to: 'web:v2@1', ...first },
    ],
    [
      '`pin: tag`, a push without digest, another tag than the pinned one: NoDigest',
      { ...bare, tag: 'v2' },
      { pin: 'tag', policy: 'any', image: 'web:v1@2' },
      { skip: 'NoDigest' },
    ],
    [
      '`pin: tag`, the same tag: the text stays and pods restart',
      {},
      { pin: 'tag' },
      { to: 'web:v1', restart: true, ...first },
    ],
    [
      '`pin: tag`, the implied `latest`: the text stays',
      { tag: 'latest' },
      { pin: 'tag', image: 'web' },
      { to: 'web', restart: true, ...first },
    ],
    [
      '`pin: tag`, the same tag where restartedAt does nothing: no restart',
      {},
      { pin: 'tag', restartable: false },
      { to: 'web:v1', ...first },
    ],
    [
      '`pin: tag`, another tag: written plain, nothing restarts',
      { tag: 'v2' },
      { pin: 'tag', policy: 'any' },
      { to: 'web:v2', ...first },
    ],
    [
      '`pin: tag`, another tag than the pinned one: written plain',
      { tag: 'v2' },
      { pin: 'tag', policy: 'any', image: 'web:v1@2' },
      { to: 'web:v2', ...first },
    ],
    [
      '`pin: tag` never takes a digest away from the same tag',
      {},
      { pin: 'tag', image: 'web:v1@2' },
      { to: 'web:v1@1', ...first },
    ],
    [
      '`pin: tag`, a pinned tag and a push without digest: NoDigest',
      bare,
      { pin: 'tag', image: 'web:v1@2' },
      { skip: 'NoDigest' },
    ],
    [
      '`pin: tag`, another spelling of the version is written',
      { tag: 'v1.1.0' },
      { pin: 'tag', policy: 'semver:^1', image: 'web:1.1.0' },
      { to: 'web:v1.1.0', ...first },
    ],
    [
      'the mark never goes back',
      { publishedAt: 10, tag: '1.1.0' },
      { policy: 'semver:^1', image: 'web:1.0.0', createdAt: 70 },
      { to: 'web:1.1.0@1', mark: '70.1', at: 10, floor: 0 },
    ],
  ]);

  it('the spelling that the workload uses is kept', () => {
    const parsed = parseImage('EU.gcr.io/shop/web:v1');
    assert.ok('image' in parsed);
    const decision = decide(push(), { ...candidate({}), image: parsed.image });
    assert.ok(decision.action === 'update');
    assert.equal(decision.to, `EU.gcr.io/shop/web:v1@${digest(1)}`);
  });

  it('the entry tells the whole story of the push', () => {
    const decision = decide(push({ tag: 'v2', id: 'm7', source: 'shop' }), candidate({ policy: 'any' }));
    assert.deepEqual(decision, {
      action: 'update',
      from: full('web:v1'),
      to: full('web:v2@1'),
      restart: false,
      trace: {
        mark: '1000.1',
        entry: {
          from: full('web:v1'),
          to: full('web:v2@1'),
          at: 1000,
          mark: '1000.1',
          floor: 0,
          push: 'm7',
          digest: digest(1),
          by: 'shop',
        },
      },
    });
  });

  it('the entry of a push without digest or source says so', () => {
    const { repository, tag, publishedAt, id } = push({ tag: 'v2' });
    const decision = decide({ repository, tag, publishedAt, id }, candidate({ policy: 'any' }));
    assert.ok(decision.action === 'update');
    assert.equal('digest' in decision.trace.entry, false);
    assert.equal(decision.trace.entry.by, 'unnamed topic');
  });
});
