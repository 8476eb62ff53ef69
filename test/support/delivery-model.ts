/**
 * Where the law says that a workload ends, told apart from the code that decides: the newest push under policies
 * ordered by time, the highest version under those ordered by version, and of one version its newest push.
 */
import assert from 'node:assert/strict';
import { readContainerState } from '../../lib/core/workload/applied-state.ts';
import { policyAnnotationKey, type Workload } from '../../lib/core/workload/workload.ts';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import type { Given } from './builders.ts';
import { now, patches, rolloutCount, stored } from './on-sandbox.ts';

/** A push as Pub/Sub took it. */
export interface Pushed {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`. */
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** A workload of one container `app`, by the name of its policy. Its generation counts rollouts and nothing else. */
export interface Follower {
  readonly name: string;
  readonly repository: string;
  readonly policy: PolicyText;
}

interface Row {
  readonly start: string;
  /** How high a tag counts; undefined for one that the policy does not admit. By time all count alike. */
  readonly rank: (tag: string) => number | undefined;
}

const version = (tag: string): number | undefined => {
  const [, minor] = /^1\.(\d+)\.0$/.exec(tag) ?? [];
  return minor === undefined ? undefined : Number(minor);
};

const POLICIES = {
  'same-tag': { start: 'latest', rank: (tag) => (tag === 'latest' ? 0 : undefined) },
  any: { start: 'latest', rank: () => 0 },
  'semver:^1': { start: '1.0.0', rank: version },
  'pattern:^1\\.(?<number>\\d+)\\.0$': { start: '1.0.0', rank: version },
} as const satisfies Readonly<Record<string, Row>>;

type PolicyText = keyof typeof POLICIES;

const POLICY_TEXTS = ['same-tag', 'any', 'semver:^1', 'pattern:^1\\.(?<number>\\d+)\\.0$'] as const;
const NAMES: Readonly<Record<PolicyText, string>> = {
  'same-tag': 'same',
  any: 'any',
  'semver:^1': 'semver',
  'pattern:^1\\.(?<number>\\d+)\\.0$': 'pattern',
};

/** A follower of a repository under each policy. */
export function listFollowers(repository: string): readonly Follower[] {
  const last = repository.split('/').at(-1) ?? '';
  return POLICY_TEXTS.map((policy) => ({ name: `${last}-${NAMES[policy]}`, repository, policy }));
}

/** A follower as a cluster stores it at first. */
export function toObject(follower: Follower): KubernetesObject {
  return stored(toGiven(follower));
}

/** The same as tests write it: a StatefulSet in the namespace `shop`, created at the time 0. */
export function toGiven({ name, repository, policy }: Follower): Given {
  return {
    kind: 'StatefulSet',
    name,
    containers: [{ name: 'app', image: `${repository}:${POLICIES[policy].start}` }],
    metadata: { annotations: { [policyAnnotationKey('app')]: policy } },
  };
}

/** The push that a follower ends at, whatever the order; undefined where none counts. */
function expectedEnd({ repository, policy }: Follower, pushes: readonly Pushed[]): Pushed | undefined {
  const { rank, start }: Row = POLICIES[policy];
  const from = rank(start) ?? 0;
  return pushes
    .filter((push) => push.repository === repository)
    .flatMap((push) => {
      const height = rank(push.tag);
      return height === undefined || height < from ? [] : [{ push, height }];
    })
    .toSorted(
      (a, b) =>
        b.height - a.height ||
        b.push.publishedAt - a.push.publishedAt ||
        (a.push.digest < b.push.digest ? 1 : -1),
    )
    .at(0)?.push;
}

/** The follower is where the law says, and its record speaks of that push. */
export function checkFollower(sandbox: Sandbox, follower: Follower, pushes: readonly Pushed[]): void {
  const workload = now(sandbox, follower.name, 'StatefulSet');
  const end = expectedEnd(follower, pushes);
  const image = onlyImage(workload);
  if (end === undefined) {
    assert.equal(image, `${follower.repository}:${POLICIES[follower.policy].start}`, follower.name);
    return;
  }
  assert.equal(image.split('@')[1], end.digest, `${follower.name}: ${image} runs, ${end.tag} should`);
  const state = readContainerState(workload, 'app', image);
  assert.ok(state.status === 'followed', `the record of ${follower.name} speaks of what runs`);
  assert.deepEqual([state.entry.at, state.entry.digest], [end.publishedAt, end.digest], follower.name);
}

/** At most one rollout for each of the digests that were brought to the follower. */
export function checkRollouts(sandbox: Sandbox, { name }: Follower): void {
  const brought = new Set(digestsBrought(sandbox, name));
  const rollouts = rolloutCount(sandbox, name, 'StatefulSet');
  assert.ok(rollouts <= brought.size, `${name}: ${rollouts} rollouts of ${[...brought].join(', ')}`);
}

// Also of patches without an answer: they may have been applied.
function digestsBrought(sandbox: Sandbox, name: string): string[] {
  return patches(sandbox)
    .filter(({ path, status = 200 }) => path.endsWith(`/${name}`) && status < 300)
    .flatMap(({ body }) => body.match(/(?<=@)sha256:[0-9a-f]{64}/g) ?? []);
}

function onlyImage({ name, containers }: Workload): string {
  const [container] = containers;
  assert.ok(container !== undefined, `${name} has a container`);
  return container.image;
}
