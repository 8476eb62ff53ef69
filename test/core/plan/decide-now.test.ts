import assert from 'node:assert/strict';
import type { Gate } from '../../../lib/core/gate/gate.ts';
import { decideNow } from '../../../lib/core/plan/decide-now.ts';
import type { Candidate } from '../../../lib/core/plan/decide.ts';
import { parseImage } from '../../../lib/core/names/image-reference.ts';
import { digest, policy, push, REPOSITORY } from '../../support/builders.ts';

const shut: Gate = () => ({ reason: 'TooYoung', until: 9000 });
const open: Gate = () => undefined;

function candidate(changes: Partial<Candidate> & { readonly text?: string }): Candidate {
  const parsed = parseImage(changes.text ?? `${REPOSITORY}:v1`);
  assert.ok('image' in parsed);
  return {
    image: parsed.image,
    state: { status: 'unmarked' },
    inForce: { policy: policy('same-tag'), pin: 'digest', source: 'rule' },
    imageTime: 0,
    gates: [],
    now: 5000,
    restartable: true,
    inJob: false,
    ...changes,
  };
}

describe('a push that policy and order allow', () => {
  it('is an update if its gates pass', () =>
    assert.equal(decideNow(push(), candidate({ gates: [open] })).action, 'update'));
  it('is NoTick if one waits, with what it waits for', () =>
    assert.deepEqual(decideNow(push(), candidate({ gates: [open, shut] })), {
      action: 'skip',
      reason: 'NoTick',
      detail: 'TooYoung until 1970-01-01T00:00:09.000Z',
    }));
  it('is found whatever the gates say, because nothing is rolled out', () => {
    const running = candidate({ text: `${REPOSITORY}:v1@${digest(1)}`, gates: [shut] });
    assert.equal(decideNow(push(), running).action, 'recordOnly');
  });
});

describe('a gate that cannot be read', () => {
  const gates = { invalid: 'expected a duration' };
  it('lets no update pass', () =>
    assert.deepEqual(decideNow(push(), candidate({ gates })), {
      action: 'skip',
      reason: 'InvalidGate',
      detail: 'expected a duration',
    }));
  it('is not the reason where the digest runs, or the policy does not follow the tag', () => {
    const running = candidate({ text: `${REPOSITORY}:v1@${digest(1)}`, gates });
    assert.equal(decideNow(push(), running).action, 'recordOnly');
    const decision = decideNow(push({ tag: 'v2' }), candidate({ gates }));
    assert.equal(decision.action === 'skip' && decision.reason, 'OtherTag');
  });
});

describe('a push that policy or order does not allow', () => {
  it('has that reason, not that of a gate', () => {
    const decision = decideNow(push({ tag: 'v2' }), candidate({ gates: [shut] }));
    assert.equal(decision.action === 'skip' && decision.reason, 'OtherTag');
  });
});

describe('gates without a local time', () => {
  const decided = (gates: readonly Gate[]) => decideNow(push(), candidate({ gates, now: undefined }));
  it('wait, also those that pass at the epoch', () =>
    assert.deepEqual(decided([open]), { action: 'skip', reason: 'NoTick', detail: 'no local time' }));
  it('let an update pass if there are none', () => assert.equal(decided([]).action, 'update'));
});
