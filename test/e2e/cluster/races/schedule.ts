/**
 * Random schedules: workloads, pushes of one repository, and who handles which delivery when. And, apart from the
 * code that decides, where the law says that each container ends.
 *
 * A build has one digest and is pushed under one to three tags. No digest is pushed twice with another build
 * between, so that no container has a reason to take one up twice.
 */
import fc from 'fast-check';
import type { Push } from '../../../../lib/core/event/push.ts';

/** Deliveries are handled by so many processes. */
export const PROCESSES = 4;

/** A policy, the tag that a container with it begins at, and what it makes of pushed tags. */
export interface Case {
  readonly policy: string;
  readonly start: string;
  /** How high a tag counts; undefined for one that the policy does not admit. By time all count alike. */
  readonly rank: (tag: string) => number | undefined;
  readonly orderedBy: 'time' | 'version';
}

const number = (expression: RegExp) => (tag: string) => {
  const [, digits] = expression.exec(tag) ?? [];
  return digits === undefined ? undefined : Number(digits);
};
const all = (expression: RegExp) => (tag: string) => (expression.test(tag) ? 1 : undefined);

/** The policy of a container without an annotation. */
export const DEFAULT_POLICY = 'same-tag';

const CASES: readonly Case[] = [
  { policy: DEFAULT_POLICY, start: 'latest', rank: all(/^latest$/), orderedBy: 'time' },
  { policy: 'any', start: 'v0', rank: all(/^/), orderedBy: 'time' },
  { policy: 'glob:main-*', start: 'main-0', rank: all(/^main-/), orderedBy: 'time' },
  { policy: 'semver:^1', start: '1.0.0', rank: number(/^1\.(\d+)\.0$/), orderedBy: 'version' },
  { policy: 'minor', start: '1.0.0', rank: number(/^1\.(\d+)\.0$/), orderedBy: 'version' },
  {
    policy: 'pattern:^main-(?<number>\\d+)$',
    start: 'main-0',
    rank: number(/^main-(\d+)$/),
    orderedBy: 'version',
  },
];

export const CONTAINERS = ['app', 'side'] as const;

/** A workload with two containers of the repository. */
export interface Racer {
  readonly kind: string;
  readonly policies: readonly [app: string, side: string];
}

/** The case of a racer's policy. */
export function caseOf(policy: string): Case {
  const found = CASES.find((each) => each.policy === policy);
  if (found === undefined) throw new Error(`no case has the policy ${policy}`);
  return found;
}

export type PushedTag = Required<Pick<Push, 'tag' | 'digest' | 'publishedAt'>>;

interface ScheduledDelivery {
  readonly push: PushedTag;
  /** The process that gets it. */
  readonly process: number;
}

export interface Schedule {
  readonly racers: readonly Racer[];
  readonly pushes: readonly PushedTag[];
  /** In the order in which they are sent; each push at least once. */
  readonly deliveries: readonly ScheduledDelivery[];
  /** So many a process handles at once. */
  readonly atOnce: number;
}

// After the creation of every workload, and before it.
const FUTURE = Date.UTC(2100, 0, 1);
const PAST = Date.UTC(2020, 0, 1);

const policies = fc.constantFrom(...CASES.map(({ policy }) => policy));

const racers = fc.array(
  fc.record({
    kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'),
    policies: fc.tuple(policies, policies),
  }),
  { minLength: 2, maxLength: 3 },
);

const builds = fc.array(
  fc.record({
    line: fc.integer({ min: 1, max: 5 }),
    tags: fc.shuffledSubarray(['latest', 'main', '1'] as const, { minLength: 1 }),
    past: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
  }),
  { minLength: 2, maxLength: 4 },
);

// Either the tags of a build are pushed one after the other, or several builds have one and the same time.
const pushes = fc.tuple(builds, fc.boolean()).map(([drawn, sameTime]) =>
  drawn.flatMap(({ line, tags, past }, build) =>
    tags.map((tag, index) => ({
      tag: { latest: 'latest', main: `main-${line}`, 1: `1.${line}.0` }[tag],
      digest: `sha256:${String(build + 1).repeat(64)}`,
      publishedAt: (past ? PAST : FUTURE) + (sameTime ? Math.floor(build / 2) : 10 * build + index),
    })),
  ),
);

function deliveriesOf(pushed: readonly PushedTag[]) {
  const times = fc.tuple(...pushed.map(() => fc.integer({ min: 1, max: 2 })));
  return times.chain((counts) => {
    const every = pushed.flatMap((push, index) => Array.from({ length: counts[index] ?? 1 }, () => push));
    const processes = fc.tuple(...every.map(() => fc.nat({ max: PROCESSES - 1 })));
    return fc
      .tuple(fc.shuffledSubarray(every, { minLength: every.length }), processes)
      .map(([order, chosen]) =>
        order.map((push, index): ScheduledDelivery => ({ push, process: chosen[index] ?? 0 })),
      );
  });
}

export const schedules: fc.Arbitrary<Schedule> = pushes.chain((pushed) =>
  fc.record({
    racers,
    pushes: fc.constant(pushed),
    deliveries: deliveriesOf(pushed),
    atOnce: fc.integer({ min: 1, max: 3 }),
  }),
);

/** The push that a container ends at, whatever the order; undefined where none counts. */
export function lastOf(
  { rank, start, orderedBy }: Case,
  pushed: readonly PushedTag[],
): PushedTag | undefined {
  const rankOf = ({ tag }: PushedTag): number => rank(tag) ?? Number.NaN;
  const counting = pushed.filter(
    (push) =>
      push.publishedAt >= FUTURE &&
      (orderedBy === 'time' ? rankOf(push) === 1 : rankOf(push) > (rank(start) ?? 0)),
  );
  return counting.toSorted(
    (a, b) => rankOf(b) - rankOf(a) || b.publishedAt - a.publishedAt || (a.digest < b.digest ? 1 : -1),
  )[0];
}
