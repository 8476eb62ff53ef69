import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createFlowControl, type MessageAnswers } from '../../lib/pubsub/flow-control.ts';

interface Counted extends MessageAnswers {
  readonly answers: readonly string[];
}

function held(): Counted {
  const answers: string[] = [];
  return { answers, ack: () => void answers.push('ack'), nack: () => void answers.push('nack') };
}

const STEP = fc.constantFrom('take', 'ack', 'nack', 'stop', 'abandon');

describe('an intake', () => {
  it('hands over at most so many at once, in their order, and each message is answered once at the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(STEP), (max, steps) => {
        const all: Counted[] = [];
        const handed: Counted[] = [];
        const open: { readonly message: Counted; readonly answers: MessageAnswers }[] = [];
        const intake = createFlowControl<Counted>(
          { maxMessages: max, isOver: () => false },
          (message, answers) => {
            handed.push(message);
            open.push({ message, answers });
          },
        );
        for (const step of steps) {
          if (step === 'take') {
            const message = held();
            all.push(message);
            intake.take(message);
          } else if (step === 'ack' || step === 'nack') open.shift()?.answers[step]();
          else intake[step]();
          assert.ok(open.filter(({ message }) => message.answers.length === 0).length <= max);
        }
        assert.deepEqual(
          handed,
          all.filter((message) => handed.includes(message)),
        );
        intake.abandon();
        for (const { answers } of open) answers.ack();
        assert.deepEqual(
          all.map(({ answers }) => answers.length),
          all.map(() => 1),
        );
      }),
    );
  });

  it('gives back what waited for so long that its lease is over, and keeps no room for it', () => {
    const over = new Set<MessageAnswers>();
    const handed: MessageAnswers[] = [];
    const answers: MessageAnswers[] = [];
    const isOver = (message: MessageAnswers): boolean => over.has(message);
    const intake = createFlowControl<Counted>({ maxMessages: 1, isOver }, (message, each) => {
      handed.push(message);
      answers.push(each);
    });
    const [working, first, second, third] = [held(), held(), held(), held()];
    for (const each of [working, first, second]) intake.take(each);
    over.add(first);
    intake.take(third);
    assert.deepEqual([first.answers, second.answers], [['nack'], []]);
    over.add(second);
    answers[0]?.ack();
    assert.deepEqual([second.answers, handed], [['nack'], [working, third]]);
  });

  it('hands nothing over after it was stopped, and gives back what comes', () => {
    const handed: MessageAnswers[] = [];
    const intake = createFlowControl<Counted>({ maxMessages: 1, isOver: () => false }, (message) =>
      handed.push(message),
    );
    const [working, waiting, late] = [held(), held(), held()];
    intake.take(working);
    intake.take(waiting);
    intake.stop();
    intake.take(late);
    assert.deepEqual([working.answers, waiting.answers, late.answers], [[], ['nack'], ['nack']]);
    assert.deepEqual(handed, [working]);
  });
});
