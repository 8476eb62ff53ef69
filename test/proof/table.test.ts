import assert from 'node:assert/strict';
import type { FaultSet } from './fault-set.ts';
import type { Proof, ProofRow } from './proof.ts';
import { exitCodeOf, proofText } from './table.ts';

const SET: FaultSet = {
  issue: 15,
  base: 'd8ad87e3102f1f0f4f17d24fce82d517b271e942',
  lines: { A: 2 },
  complete: false,
  folder: 'test/faults',
  files: [],
  contents: [],
  titles: new Map([
    ['A1', ['one']],
    ['A2', []],
  ]),
};

const PROVED: ProofRow = {
  line: 'A1',
  title:
    'a body of more bytes than are taken is refused before it is read, whoever sends it, and however it is sent',
  today: { state: 'passes' },
  before: { state: 'fails by assertion', detail: 'AssertionError: 200 !== 413' },
};
const UNPROVED: ProofRow = {
  ...PROVED,
  title: 'not proved',
  before: { state: 'not proved', detail: 'Cannot find module' },
};
const MISSING: ProofRow = {
  ...PROVED,
  title: 'gone',
  today: { state: 'missing', detail: 'no test has this title' },
  before: { state: 'not proved', detail: 'not run' },
};
const FAILS: ProofRow = { ...PROVED, title: 'fails', today: { state: 'fails', detail: 'TypeError: x' } };
const PASSED: ProofRow = { ...PROVED, title: 'passed', before: { state: 'PASSES' } };

function proof(...rows: readonly ProofRow[]): Proof {
  return { set: SET, rows };
}

describe('the text of a proof', () => {
  const text = proofText(proof(PROVED, UNPROVED, MISSING, PASSED));
  const lines = text.split('\n');

  it('has a row for each title, with today and before', () => {
    assert.match(text, /^A1 +a body of more .+ passes +fails by assertion$/m);
    assert.match(text, /^A1 +passed +passes +PASSES$/m);
    assert.match(text, /^A1 +gone +missing +not proved$/m);
  });

  it('lists what is not proved apart from what is wrong', () => {
    const [wrong, unproved] = ['Wrong:', 'Not proved:'].map((head) =>
      lines.findIndex((line) => line.startsWith(head)),
    );
    assert.ok(wrong !== undefined && unproved !== undefined && wrong > 0 && wrong < unproved);
    assert.deepEqual(
      lines.slice(wrong + 1, unproved).filter((line) => line.startsWith('  A1')),
      ['  A1  gone', '  A1  passed'],
    );
    assert.deepEqual(
      lines.slice(unproved).filter((line) => line.startsWith('  A1')),
      ['  A1  not proved'],
    );
  });

  it('names the lines without a title, and counts', () => {
    assert.match(text, /^Lines without a title: A2$/m);
    assert.match(text, /^4 titles, 1 proved, 1 not proved, 2 wrong\.$/m);
  });

  it('has at most 100 columns', () => assert.ok(lines.every(({ length }) => length <= 100)));
});

describe('the exit code of a proof', () => {
  for (const [what, rows, code] of [
    ['proved titles', [PROVED], 0],
    ['a title that is not proved', [PROVED, UNPROVED], 0],
    ['a title that is missing', [PROVED, MISSING], 1],
    ['a title that fails today', [PROVED, FAILS], 1],
    ['a title that passes before', [PROVED, PASSED], 1],
  ] as const)
    it(`is ${code} for ${what}`, () => assert.equal(exitCodeOf([proof(...rows)]), code));

  it('is 1 for a line without a title in a set that says it is complete', () => {
    assert.equal(exitCodeOf([{ ...proof(PROVED), set: { ...SET, complete: true } }]), 1);
  });
});
