/** Policies with tags, and pushes of them: what the laws are tried on. */
import fc from 'fast-check';
import type { Push } from '../../lib/core/event/push.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';
import type { Deployment } from './deployment-model.ts';

// --- Policies, each with tags that it moves between, and some that it does not.

export interface Case {
  readonly policy: string;
  readonly start: string;
  readonly tags: readonly string[];
}

export const CASES: readonly Case[] = [
  { policy: 'same-tag', start: 'v1', tags: ['v1', 'v2'] },
  { policy: 'any', start: 'v1', tags: ['v1', 'v2', 'main'] },
  { policy: 'glob:main-*', start: 'main-0', tags: ['main-1', 'main-2', 'other'] },
  {
    policy: 'semver:^1',
    start: '1.0.0',
    tags: ['1.0.0', '1.1.0', 'v1.1.0', '1.2.0', '2.0.0', '1.3.0-rc.1', 'latest'],
  },
  {
    policy: 'semver:>=1.0.0-rc.0 <2',
    start: '1.0.0-rc.1',
    tags: ['1.0.0-rc.2', '1.0.0', '1.1.0', '1.1.0-rc.1'],
  },
  // Two spellings of one version, often with one digest.
  { policy: 'semver:^1', start: '1.1.0', tags: ['1.1.0', 'v1.1.0'] },
  { policy: 'semver:^1', start: 'latest', tags: ['latest', '1.1.0', '1.2.0'] },
  { policy: 'semver:^1', start: '1.1', tags: ['1.1', '1.0.9', '1.1.0', '1.1.1', '1.2.0_up2'] },
  { policy: 'semver:^1', start: '1.0.0_up1', tags: ['1.0.0_up1', '1.0.0_up2', '1.1.0_up3', '1.1.0'] },
  {
    policy: 'semver:*',
    start: '1.0.0_9-cuda12',
    tags: ['1.0.0_9-cuda12', '1.0.0_7-cuda12', '1.1.0_1-cuda12', '1.2.0_cuda13', '1.3.0'],
  },
  { policy: 'major', start: '1.0.0', tags: ['1.0.1', '1.1.0', '2.0.0', 'v2.0.0', '3.0.0-rc.1'] },
  { policy: 'minor', start: '1.0.0', tags: ['1.0.1', '1.1.0', '2.0.0', '1.0.0'] },
  { policy: 'patch', start: '1.0.0', tags: ['1.0.1', '1.0.2', '1.1.0', '1.0.0'] },
  {
    policy: 'pattern:^(?<number>\\d+)-(?<track>.+)$',
    start: '1-main',
    tags: ['1-main', '2-main', '02-main', '10-main', '9-feature'],
  },
  { policy: 'pattern:^(?<number>\\d+)-[a-z]+$', start: '1-aaa', tags: ['2-aaa', '2-bbb', '3-ccc', '1-aaa'] },
  {
    policy: 'pattern:^(?<semver>\\d+\\.\\d+\\.\\d+)(?:-s(?<number>\\d+))?$',
    start: '1.0.0',
    tags: ['1.0.0', '1.0.0-s1', '1.0.0-s01', '1.0.0-s2', '1.1.0', '1.1.0-s1', '1.1.0_up1'],
  },
  // A version that may be missing, of several variants.
  {
    policy: 'pattern:^main(?:-(?<semver>.+))?$',
    start: 'main',
    tags: ['main', 'main-1.0.0_jre', 'main-2.0.0_jdk', 'main-1.1.0_jre', 'main-1.0.0'],
  },
  {
    policy: 'pattern:^(?:(?<semver>\\d[^-]*)-)?(?<number>\\d+)$',
    start: '1',
    tags: ['1', '2', '1.0.0-1', '1.0.0_jre-2', '1.1.0_jdk-1', '1.1.0_jre-1'],
  },
  { policy: 'pattern:^(?<track>[a-z]+)-.*$', start: 'main-1', tags: ['main-2', 'main-3', 'other-4'] },
];

export type Digests = 'all with a digest' | 'some without a digest';

export function pushes(tags: readonly string[], times: number, most: number, digests: Digests) {
  const one = fc.record({
    tag: fc.constantFrom(...tags),
    bits: fc.integer({ min: digests === 'all with a digest' ? 1 : 0, max: 3 }),
    publishedAt: fc.integer({ min: 1, max: times }),
  });
  return fc
    .array(one, { minLength: 1, maxLength: most })
    .map((all) =>
      all.map(({ bits, ...each }, index) =>
        bits === 0
          ? bare({ ...each, id: `m${index}` })
          : push({ ...each, digest: digest(bits), id: `m${index}` }),
      ),
    );
}

function bare(changes: Partial<Push>): Push {
  const { digest: _, ...rest } = push(changes);
  return rest;
}

export const pins = fc.constantFrom<'digest' | 'tag'>('digest', 'tag');

/** A Deployment as it is applied first: two containers of one repository, perhaps with a digest that CI had already set. */
export function starts({ start, tags }: Case, pinned?: boolean) {
  const all = ['', `@${digest(1)}`, `@${digest(2)}`];
  const bits = fc.constantFrom(...all.filter((each) => pinned === undefined || (each !== '') === pinned));
  const app = bits.map((suffix) => `${REPOSITORY}:${start}${suffix}`);
  const sidecar = fc
    .tuple(fc.constantFrom(start, ...tags), bits)
    .map(([tag, suffix]) => `${REPOSITORY}:${tag}${suffix}`);
  return fc.tuple(app, sidecar).map((images): Deployment => ({ labels: {}, annotations: {}, images }));
}

/**
 * Of each law under each policy; laws that rarely fail multiply it. All policies together then miss a rule that is left out
 * once in 10,000 times or less often: how often each fails was counted. `LAW_RUNS=2000 npx mocha test/core/laws.test.ts`
 * looks longer.
 */
export const RUNS = Number(process.env['LAW_RUNS'] ?? 20);
