/** Histories of pushes, and what goes wrong meanwhile. */
import fc from 'fast-check';
import type { FaultRule } from '../../../lib/sandbox/fault-book.ts';
import { CLUSTERS, REPOSITORIES, type ClusterName } from './two-clusters.ts';
import type { Pushed } from '../../support/delivery-model.ts';
import type { Habits } from './habits.ts';
import { sha256 } from '../../support/sha256.ts';

// --- What is pushed

type ToPush = Omit<Pushed, 'publishedAt'>;

interface History {
  readonly seed: number;
  readonly pushes: readonly ToPush[];
  /** Messages that share one publish time. */
  readonly perMillisecond: number;
}

export function digestOf(build: number): string {
  return `sha256:${sha256(`build ${build}`)}`;
}

/** A build is pushed under up to three tags, one after the other; no digest comes again after another build. */
function buildsOf(tagsEach: number) {
  const build = fc.record({
    repository: fc.constantFrom(...REPOSITORIES),
    minor: fc.integer({ min: 1, max: 4 }),
    tags: fc.shuffledSubarray(['latest', 'main', '1'] as const, { minLength: 1, maxLength: tagsEach }),
  });
  return fc.array(build, { minLength: 2, maxLength: 6 }).map((builds) =>
    builds.flatMap(({ repository, minor, tags }, index) =>
      tags.map((tag) => ({
        repository,
        tag: tag === '1' ? `1.${minor}.0` : tag,
        digest: digestOf(index),
      })),
    ),
  );
}

// Where two pushes share a millisecond, each build has one tag: of equal times the greater digest wins.
export const histories: fc.Arbitrary<History> = fc.constantFrom(1, 2).chain((perMillisecond) =>
  fc.record({
    seed: fc.integer(),
    pushes: buildsOf(perMillisecond === 1 ? 3 : 1),
    perMillisecond: fc.constant(perMillisecond),
  }),
);

// --- What goes wrong

const FAULTS: readonly FaultRule[] = [
  { fault: { type: 'forbidden', user: 'updater' } },
  { fault: { type: 'drop' } },
  { fault: { type: 'lostAnswer' } },
  { fault: { type: 'conflict' } },
  // Not of the server's version: all events wait for the same answer.
  { fault: { type: 'hang' }, match: { path: 'statefulsets' } },
  { fault: { type: 'delay', ms: 20 } },
  { fault: { type: 'serverError', code: 503 } },
];

interface Mishap {
  readonly cluster: ClusterName;
  readonly rule: FaultRule;
}

export const mishaps: fc.Arbitrary<readonly Mishap[]> = fc.array(
  fc.record({
    cluster: fc.constantFrom(...CLUSTERS),
    rule: fc
      .tuple(fc.constantFrom(...FAULTS), fc.integer({ min: 1, max: 4 }), fc.constantFrom('GET', 'PATCH'))
      .map(([rule, times, method]) => ({ ...rule, times, match: { ...rule.match, method } })),
  }),
  { maxLength: 4 },
);

/** Everything that Pub/Sub may do on a bad day. */
export function badDay(seed: number): Habits {
  return { seed, duplicates: 0.25, hurry: 0.4, lostAnswers: 0.15 };
}
