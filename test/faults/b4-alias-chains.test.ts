/** An alias of an alias let a call that was queued update a repository that was never named. */
import assert from 'node:assert/strict';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import { canonicalRepository, type Alias } from '../../lib/core/names/repository.ts';

const complaintsAbout = (aliases: Readonly<Record<string, string>>): readonly string[] => {
  const parsed = parseConfig(
    `clusters: [{ name: a, server: 'http://127.0.0.1:8001' }]\naliases: ${JSON.stringify(aliases)}`,
  );
  return 'config' in parsed
    ? []
    : parsed.complaints.map(({ path, expected, received }) => `${path}: ${expected}: ${received}`);
};

function canonical(image: string, aliases: readonly Alias[]): string {
  const parsed = parseImage(image);
  assert.ok('image' in parsed);
  return canonicalRepository(parsed.image, aliases);
}

describe('the configuration refuses an alias', () => {
  for (const [title, aliases] of [
    ['that means another alias', { 'a.io': 'b.io', 'b.io': 'c.io' }],
    ['that means something under another alias', { 'a.io': 'b.io/x', 'b.io': 'c.io' }],
    ['that means what another alias lies under', { 'a.io': 'b.io', 'b.io/x': 'c.io' }],
    ['that means something under itself', { 'a.io': 'a.io/x' }],
    [
      'that means another alias in its gcr.io spelling',
      { 'a.io': 'us-docker.pkg.dev/p/gcr.io', 'gcr.io/p': 'c.io' },
    ],
    [
      'that means Docker Hub beside one of the official images',
      { 'a.io': 'docker.io', 'docker.io/library': 'c.io' },
    ],
  ] as const)
    it(title, () => assert.notDeepEqual(complaintsAbout(aliases), []));

  it('of an alias with a complaint that names both', () => {
    const [complaint = ''] = complaintsAbout({ 'a.io': 'b.io', 'b.io': 'c.io' });
    assert.ok(complaint.includes('a.io') && complaint.includes('`b.io` means `c.io`'), complaint);
  });
});

describe('a canonical repository stays as it is', () => {
  const aliases = [{ prefix: 'docker.io/library', means: 'c.io/official' }];
  for (const image of ['Docker.io/nginx', 'Index.Docker.io/nginx'])
    it(`where ${image} is an official image that an alias replaces`, () => {
      const once = canonical(image, aliases);
      assert.equal(canonical(once, aliases), once);
    });
});
