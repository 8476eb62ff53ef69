import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { openProgress, type Progress } from '../../../lib/cli/terminal/progress.ts';

/** From the cursor to the end of the line, or of the screen. */
const ERASE = ['\u001b[0K', '\u001b[K', '\u001b[J', '\u001b[0J'];

/** What a stream was written while `use` ran, and whether it is a terminal. */
function shownOn(isTTY: boolean, use: (progress: Progress) => void): Promise<string> {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const progress = openProgress(stream, 'clusters');
  use(progress);
  progress.close();
  stream.end();
  return text(stream);
}

describe('progress', () => {
  it('is a line that says how far it is, and is gone at the end', async () => {
    const shown = await shownOn(true, ({ show }) => {
      show({ done: 0, total: 2 });
      show({ done: 7, total: 12 });
    });
    assert.match(stripVTControlCharacters(shown), /0 of 2 clusters.*7 of 12 clusters/s);
    // Erased from the beginning of the line on, and not ended by a line break.
    assert.ok(ERASE.some((sequence) => shown.includes(sequence)));
    assert.ok(ERASE.some((sequence) => shown.endsWith(sequence)));
    assert.ok(!shown.includes('\n'));
  });

  it('is nothing where there is no terminal', async () =>
    assert.equal(await shownOn(false, ({ show }) => show({ done: 1, total: 2 })), ''));

  it('that was never shown leaves nothing to be erased', async () =>
    assert.equal(await shownOn(true, () => undefined), ''));

  it('leaves Ctrl-C to the command', async () => {
    const before = process.listenerCount('SIGINT');
    await shownOn(true, ({ show }) => {
      show({ done: 0, total: 1 });
      assert.equal(process.listenerCount('SIGINT'), before);
    });
  });
});
