import assert from 'node:assert/strict';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Candidate } from '../../../lib/core/plan/decide.ts';
import { foldPushes, oldestFirst } from '../../../lib/core/plan/fold-pushes.ts';
import { parseImage } from '../../../lib/core/names/image-reference.ts';
import { digest, policy, push, REPOSITORY } from '../../support/builders.ts';

function listed(tag: string, publishedAt: number, bits: number): Push {
  return push({ tag, publishedAt, digest: digest(bits) });
}

function candidate(image: string, under: string, imageTime = 0): Candidate {
  const parsed = parseImage(`${REPOSITORY}:${image}`);
  assert.ok('image' in parsed);
  return {
    image: parsed.image,
    state: { status: 'unmarked' },
    inForce: { policy: policy(under), pin: 'digest', source: 'rule' },
    imageTime,
    gates: [],
    restartable: true,
    inJob: false,
  };
}

/** The push at the end, and how often the event loop may continue meanwhile. */
function folded(pushes: readonly Push[], given: Candidate): { end: Push | undefined; pauses: number } {
  const steps = foldPushes(pushes, given);
  for (let pauses = 0; ; pauses += 1) {
    const step = steps.next();
    if (step.done === true) return { end: step.value, pauses };
  }
}

describe('a hundred thousand pushes', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => listed(`v${index}`, index, 1 + (index % 9)));
  it('leave time for other work, a hundred times or more', () =>
    assert.ok(folded(many, candidate('v1', 'any')).pauses >= 100));
  it('are not looked at up to T0', () => assert.ok(folded(many, candidate('v1', 'any', 99_998)).pauses <= 1));
});

describe('pushes in order', () => {
  it('are the oldest first; at one time the lesser digest, then the lesser tag', () => {
    const [a, b, c, d] = [listed('b', 1, 2), listed('a', 1, 2), listed('z', 1, 1), listed('z', 0, 9)];
    assert.deepEqual(oldestFirst([a, b, c, d]), [d, c, b, a]);
  });
});

describe('several pushes end at', () => {
  const CASES: readonly (readonly [title: string, Candidate, readonly Push[], end: string | undefined])[] = [
    ['the newest of their time', candidate('v1', 'any'), [listed('v2', 1, 1), listed('v3', 2, 2)], 'v3'],
    [
      'the highest version, whenever it was pushed',
      candidate('1.0.0', 'semver:^1'),
      [listed('1.2.0', 1, 1), listed('1.1.0', 2, 2)],
      '1.2.0',
    ],
    ['nothing where the policy allows none', candidate('v1', 'same-tag'), [listed('v2', 1, 1)], undefined],
    ['nothing where all are older than T0', candidate('v1', 'any', 5), [listed('v2', 5, 1)], undefined],
    [
      'nothing where the last one has the running digest',
      candidate(`v1@${digest(3)}`, 'any'),
      [listed('v2', 1, 1), listed('v3', 2, 3)],
      undefined,
    ],
    [
      'the version in reach of the step, each measured from the one before',
      candidate('1.0.0', 'minor'),
      [listed('1.1.0', 1, 1), listed('1.9.0', 2, 2), listed('2.0.0', 3, 3)],
      '1.9.0',
    ],
  ];
  for (const [title, given, pushes, end] of CASES)
    it(title, () => assert.equal(folded(pushes, given).end?.tag, end));
});
