import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { confirmOn } from '../../../lib/cli/terminal/confirm.ts';

describe('a question', () => {
  const answered = (text: string | undefined, signal = new AbortController().signal): Promise<boolean> => {
    const input = new PassThrough();
    const answer = confirmOn(input, new PassThrough(), signal)('Really?');
    input.end(text);
    return answer;
  };
  for (const [text, expected] of [
    ['y\n', true],
    ['Yes\n', true],
    ['n\n', false],
    ['\n', false],
    ['sure\n', false],
    [undefined, false],
  ] as const)
    it(`answered with ${JSON.stringify(text)} is a ${expected ? 'yes' : 'no'}`, async () =>
      assert.equal(await answered(text), expected));

  it('that is interrupted is a no', async () => {
    const answer = confirmOn(new PassThrough(), new PassThrough(), AbortSignal.abort())('Really?');
    assert.equal(await answer, false);
  });
});
