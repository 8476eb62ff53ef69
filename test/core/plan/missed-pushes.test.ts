import assert from 'node:assert/strict';
import type { Push } from '../../../lib/core/event/push.ts';
import {
  findMissed,
  followedRepositories,
  policiesByRepository,
  toListedRepository,
  type Missed,
} from '../../../lib/core/plan/missed-pushes.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import {
  CLUSTER,
  digest,
  policy,
  push,
  REPOSITORY,
  rule,
  settings,
  workload,
  written,
  type Given,
} from '../../support/builders.ts';

const OTHER = `${REPOSITORY}-worker`;

function context(changes: Partial<Settings> = {}) {
  return { cluster: CLUSTER, settings: settings(changes), policiesFor: policiesByRepository() };
}

function missed(
  given: Given,
  pushes: readonly Push[],
  changes: Partial<Settings> = {},
  now?: number,
): Missed {
  const listed = new Map(
    [...Map.groupBy(pushes, ({ repository }) => repository)].map(
      ([repository, all]) => [repository, toListedRepository(all)] as const,
    ),
  );
  return finished(findMissed(workload(given), listed, { ...context(changes), now })).result;
}

/** The repositories that a workload follows, and how often the event loop may continue meanwhile. */
function followed(given: Given, changes: Partial<Settings> = {}) {
  return finished(followedRepositories(workload(given), context(changes)));
}

function finished<T>(steps: Iterator<void, T, void>): { readonly result: T; readonly pauses: number } {
  for (let pauses = 0; ; pauses += 1) {
    const step = steps.next();
    if (step.done === true) return { result: step.value, pauses };
  }
}

/** Written at 500, and the record has the digest that runs. */
const FOLLOWED: Given = { metadata: written({ digest: digest(5) }) };
const newer = push({ publishedAt: 501, digest: digest(2) });
const older = push({ publishedAt: 499, digest: digest(2) });

describe('what a listing has for a workload', () => {
  const TABLE: readonly (readonly [title: string, Given, Push, outcome: 'missed' | 'behind' | 'nothing'])[] =
    [
      ['an upload after the last applied push was missed', FOLLOWED, newer, 'missed'],
      ['an older upload under the running tag is behind', FOLLOWED, older, 'behind'],
      [
        'an upload at the time of the last applied push and with a greater digest was missed',
        FOLLOWED,
        push({ publishedAt: 500, digest: digest(9) }),
        'missed',
      ],
      ['the running digest is nothing', FOLLOWED, push({ publishedAt: 499, digest: digest(5) }), 'nothing'],
      [
        'the running digest at a later time is nothing',
        FOLLOWED,
        push({ publishedAt: 501, digest: digest(5) }),
        'nothing',
      ],
      ['another tag under same-tag is nothing', FOLLOWED, push({ tag: 'v2', publishedAt: 501 }), 'nothing'],
      [
        'an upload before the workload was created is nothing',
        { metadata: { creationTimestamp: '1970-01-01T00:01:00Z' } },
        newer,
        'nothing',
      ],
      ['an upload after the workload was created was missed', {}, newer, 'missed'],
      [
        'what a person rolled back is nothing, and not behind',
        { metadata: written({ to: `${REPOSITORY}:v2`, digest: digest(5) }) },
        older,
        'nothing',
      ],
      [
        'a held workload misses nothing',
        { metadata: { labels: { 'image-updater/hold': 'true' } } },
        newer,
        'nothing',
      ],
      [
        'a workload of a GitOps tool misses nothing',
        { metadata: { labels: { 'argocd.argoproj.io/instance': 'a' } } },
        newer,
        'nothing',
      ],
      [
        'policy never misses nothing',
        { metadata: { annotations: { 'image-updater/policy': 'never' } } },
        newer,
        'nothing',
      ],
      [
        'an invalid policy misses nothing',
        { metadata: { annotations: { 'image-updater/policy': 'semver' } } },
        newer,
        'nothing',
      ],
      ['an excluded namespace misses nothing', { namespace: 'kube-system' }, newer, 'nothing'],
      ['a listing of another repository is nothing', {}, { ...newer, repository: OTHER }, 'nothing'],
      [
        'an invalid reference with the name of the repository is nothing',
        { containers: [{ name: 'app', image: `${REPOSITORY}:v1:v2` }] },
        newer,
        'nothing',
      ],
    ];
  for (const [title, given, listed, outcome] of TABLE)
    it(title, () => {
      const { updates, skipped } = missed(given, [listed]);
      const found = [
        ...updates.map(() => 'missed'),
        ...skipped.map((each) => each.skipped.reason.toLowerCase()),
      ];
      assert.deepEqual(found, outcome === 'nothing' ? [] : [outcome]);
    });

  it('is also what waits for a gate, beside the older push that passes', () => {
    const given: Given = { containers: [{ name: 'app', image: `${REPOSITORY}:1.0.0` }] };
    const [old, young] = [push({ tag: '1.1.0', publishedAt: 100 }), push({ tag: '1.2.0', publishedAt: 900 })];
    const rules = [{ policy: policy('semver:^1'), minimumAge: 500, enforce: false }];
    const { updates, skipped } = missed(given, [old, young], { rules }, 1000);
    assert.deepEqual(
      updates.map((each) => each.push),
      [old],
    );
    assert.deepEqual(
      skipped.map((each) => [each.push, each.skipped.reason, each.skipped.detail]),
      [[young, 'NoTick', 'TooYoung until 1970-01-01T00:00:01.400Z']],
    );
  });

  it('is one push for all containers that it would update', () => {
    const image = `${REPOSITORY}:v1`;
    const { updates } = missed(
      {
        containers: [
          { name: 'a', image },
          { name: 'b', image },
        ],
      },
      [newer],
    );
    assert.deepEqual(
      updates.map(({ planned }) => planned.map(({ result }) => result)),
      [['planned', 'planned']],
    );
  });

  it('is a push for each repository, the oldest first', () => {
    const containers = [
      { name: 'a', image: `${REPOSITORY}:v1` },
      { name: 'b', image: `${OTHER}:v1` },
    ];
    const worker = { ...newer, repository: OTHER, publishedAt: 400 };
    assert.deepEqual(
      missed({ containers }, [newer, worker]).updates.map((each) => each.push),
      [worker, newer],
    );
  });

  it('is of its own containers only: another one that runs a newer upload keeps it', () => {
    const containers = [
      { name: 'a', image: `${REPOSITORY}:v1@${digest(9)}` },
      { name: 'b', image: `${REPOSITORY}:v1` },
    ];
    const annotations = { 'b.image-updater/policy': 'glob:stable-*' };
    const stable = push({ tag: 'stable-1', publishedAt: 501, digest: digest(2) });
    const running = push({ tag: 'v2', publishedAt: 502, digest: digest(9) });
    const { updates } = missed({ containers, metadata: { annotations } }, [stable, running], {
      rules: [rule('any')],
      policy: policy('any'),
    });
    assert.deepEqual(
      updates.map((each) => [
        each.push,
        each.plan.only,
        each.planned.map(({ container, result }) => [container, result]),
      ]),
      [[stable, ['b'], [['b', 'planned']]]],
    );
  });

  it('does not count for the limits while it is scaled to zero', () => {
    const [scaled] = missed({ spec: { replicas: 0 } }, [newer]).updates;
    assert.equal(scaled?.counted, false);
  });
});

describe('the repositories that a workload follows', () => {
  const under = (annotations: object) => ({ metadata: { annotations } });
  it('are those of its containers, whatever their tags', () =>
    assert.deepEqual(followed({}).result, [REPOSITORY]));
  it('are none under the policy never', () =>
    assert.deepEqual(followed({}, { policy: policy('never') }).result, []));
  it('are none of a held workload', () =>
    assert.deepEqual(followed({ metadata: { labels: { 'image-updater/hold': 'true' } } }).result, []));
  it('leave time for other work after a policy that takes time, followed or not', () =>
    assert.deepEqual(
      ['any', 'pattern:^v', 'pattern:('].map(
        (text) => followed(under({ 'image-updater/policy': text })).pauses,
      ),
      [0, 1, 1],
    ));
});
