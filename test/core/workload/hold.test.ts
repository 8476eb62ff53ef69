import assert from 'node:assert/strict';
import { readHold, isHeld } from '../../../lib/core/workload/hold.ts';
import { HOLD, labelled } from '../../support/hold-builders.ts';

describe('a hold', () => {
  for (const [value, held] of [
    ['true', true],
    ['', true],
    ['no', true],
    ['false', false],
  ] as const)
    it(`is ${held ? '' : 'not '}there with the label \`${value}\``, () =>
      assert.equal(isHeld(labelled(value)), held));

  it('tells by whom and why', () => assert.deepEqual(readHold(labelled('true', JSON.stringify(HOLD))), HOLD));

  for (const note of ['', '5', '{}', '{"by":1,"at":1}', '{"by":"a","at":"b"}', '{"by":"a","at":9e15}', 'x'])
    it(`tells nothing from ${note || 'nothing'}`, () =>
      assert.equal(readHold(labelled('true', note)), undefined));

  it('tells nothing where it is gone', () =>
    assert.equal(readHold(labelled('false', JSON.stringify(HOLD))), undefined));
});
