import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { aliasChains } from '../../lib/config/alias-chains.ts';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import { canonicalRepository, type Alias } from '../../lib/core/names/repository.ts';
import { MINIMAL } from '../support/config-builders.ts';

type Pair = readonly [prefix: string, means: string];

const chains = (...pairs: readonly Pair[]): readonly string[] =>
  aliasChains(pairs.map(([prefix, means]) => ({ prefix, means }))).map(
    ({ first, second }) => `${first.prefix} > ${second.prefix}`,
  );

const REJECTED: readonly (readonly [title: string, pairs: readonly Pair[], chain: string])[] = [
  [
    'what one means is another',
    [
      ['a.io', 'b.io'],
      ['b.io', 'c.io'],
    ],
    'a.io > b.io',
  ],
  [
    'what one means lies under another',
    [
      ['a.io', 'b.io/x'],
      ['b.io', 'c.io'],
    ],
    'a.io > b.io',
  ],
  [
    'another lies under what one means',
    [
      ['a.io', 'b.io'],
      ['b.io/x', 'c.io'],
    ],
    'a.io > b.io/x',
  ],
  ['it lies under itself', [['a.io', 'a.io/x']], 'a.io > a.io'],
  ['it means what it lies under', [['a.io/x', 'a.io']], 'a.io/x > a.io/x'],
  [
    'a longer alias covers only a part of it',
    [
      ['a.io', 'b.io'],
      ['b.io/x', 'c.io'],
      ['a.io/x/y', 'c.io/y'],
    ],
    'a.io > b.io/x',
  ],
  [
    'official images come through a mirror without library/',
    [
      ['a.io', 'docker.io'],
      ['a.io/library', 'c.io'],
      ['docker.io/library', 'c.io'],
    ],
    'a.io > docker.io/library',
  ],
];

describe('aliases of aliases', () => {
  for (const [title, pairs, chain] of REJECTED)
    it(`are found where ${title}`, () =>
      assert.ok(chains(...pairs).includes(chain), String(chains(...pairs))));

  it('are none where a longer alias takes what would be replaced', () =>
    assert.deepEqual(chains(['a.io', 'b.io'], ['a.io/x', 'c.io'], ['b.io/x', 'c.io']), []));
  it('are none where names only begin alike', () =>
    assert.deepEqual(chains(['a.io', 'b.io/x'], ['b.io/xy', 'c.io']), []));
  it('are none where two mean the same', () =>
    assert.deepEqual(chains(['a.io', 'c.io'], ['b.io', 'c.io']), []));
  it('leave out what means itself', () => assert.deepEqual(chains(['a.io', 'a.io']), []));
});

const segment = fc.constantFrom('p', 'x', 'library');
const host = fc.constantFrom(
  'a.io',
  'gcr.io',
  'eu.gcr.io',
  'us-docker.pkg.dev',
  'docker.io',
  'Index.Docker.io',
);
const paths = (min: number, max: number) =>
  fc
    .tuple(
      host,
      fc.array(fc.oneof(segment, fc.constantFrom('gcr.io', 'eu.gcr.io')), { minLength: min, maxLength: max }),
    )
    .map(([first, rest]) => [first, ...rest].join('/'));

const configured = fc
  .array(fc.tuple(paths(0, 2), paths(0, 2)), { minLength: 1, maxLength: 3 })
  .map((pairs) => parseConfig(`${MINIMAL}aliases: ${JSON.stringify(Object.fromEntries(pairs))}`));

/** Whether all that is canonical stays as it is. */
function isIdempotent(image: string, aliases: readonly Alias[]): boolean {
  const once = canonical(image, aliases);
  return canonical(once, aliases) === once;
}

function canonical(image: string, aliases: readonly Alias[]): string {
  const parsed = parseImage(image);
  if ('invalid' in parsed) assert.fail(parsed.invalid);
  return canonicalRepository(parsed.image, aliases);
}

describe('the law of aliases', () => {
  it('the canonical repository of a canonical repository is itself, for every set that is accepted', () => {
    let accepted = 0;
    fc.assert(
      fc.property(configured, fc.array(paths(1, 4), { minLength: 30, maxLength: 30 }), (parsed, images) => {
        if (!('config' in parsed)) return;
        accepted += 1;
        for (const image of images) assert.ok(isIdempotent(image, parsed.config.settings.aliases), image);
      }),
      { numRuns: 1500 },
    );
    assert.ok(accepted > 100, `${accepted} sets were accepted`);
  });

  it('fails for sets that are refused', () => {
    const refused = REJECTED.map(([, pairs]) => pairs.map(([prefix, means]) => ({ prefix, means })));
    const images = fc.sample(paths(1, 4), 2000).concat('a.io/x/n', 'a.io/n', 'a.io/x/x/n', 'a.io/library/n');
    for (const aliases of refused)
      assert.ok(
        images.some((image) => !isIdempotent(image, aliases)),
        JSON.stringify(aliases),
      );
  });
});
