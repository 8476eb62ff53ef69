import assert from 'node:assert/strict';
import { confirmChange, endUnchanged } from '../../lib/cli/confirm-change.ts';
import { EXIT, type ExitCode } from '../../lib/cli/exit-code.ts';

interface Asked {
  readonly yes?: boolean;
  readonly answer?: boolean;
  readonly signal?: AbortSignal;
}

async function confirmed({ yes, answer, signal = new AbortController().signal }: Asked) {
  const [questions, notes]: [string[], string[]] = [[], []];
  const confirm = (question: string): Promise<boolean> => {
    questions.push(question);
    return Promise.resolve(answer === true);
  };
  const context = {
    note: (text: string) => notes.push(text),
    signal,
    ...(answer !== undefined && { confirm }),
  };
  const code = await confirmChange(yes === undefined ? {} : { yes }, 'Sure?', context);
  return { code, questions, notes: notes.length };
}

describe('a change that has to be confirmed', () => {
  const TABLE: readonly (readonly [
    title: string,
    Asked,
    code: ExitCode | undefined,
    asked: number,
    notes: number,
  ])[] = [
    ['is made after a yes', { answer: true }, undefined, 1, 0],
    ['is not made after a no, and that is said', { answer: false }, EXIT.interrupted, 1, 1],
    ['is made with --yes, without a question', { yes: true, answer: false }, undefined, 0, 0],
    ['is made with --yes, without a terminal', { yes: true }, undefined, 0, 0],
    ['is misuse without a terminal', {}, EXIT.misuse, 0, 1],
    [
      'is not made after an interruption',
      { answer: true, signal: AbortSignal.abort() },
      EXIT.interrupted,
      1,
      1,
    ],
  ];
  for (const [title, given, code, asked, notes] of TABLE)
    it(title, async () => {
      const result = await confirmed(given);
      assert.deepEqual([result.code, result.questions.length, result.notes], [code, asked, notes]);
    });
});

describe('an interruption before a change', () => {
  it('says that nothing was changed, and has its exit code', () => {
    const notes: string[] = [];
    assert.equal(
      endUnchanged((text) => notes.push(text)),
      EXIT.interrupted,
    );
    assert.equal(notes.length, 1);
  });
});
