import assert from 'node:assert/strict';
import { unlessAborted } from '../../lib/async/unless-aborted.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const never = new Promise<never>(() => undefined);
const late = (): UpdaterError => new UpdaterError('OutOfTime', 'late');

describe('waiting for work', () => {
  it('gives its value', async () => {
    assert.equal(await unlessAborted(Promise.resolve(1), new AbortController().signal, late), 1);
  });

  it('throws what it throws', async () => {
    const fault = new UpdaterError('Unreachable', 'x');
    const ended = unlessAborted(Promise.reject(fault), new AbortController().signal, late);
    assert.equal(await rejectsWith('Unreachable', ended), fault);
  });

  it('ends when the signal aborts', async () => {
    const control = new AbortController();
    const ended = unlessAborted(never, control.signal, late);
    control.abort();
    await rejectsWith('OutOfTime', ended);
  });

  it('does not begin when the signal was aborted before, even where the work is done', async () => {
    await rejectsWith('OutOfTime', unlessAborted(Promise.resolve(1), AbortSignal.abort(), late));
  });

  it('that was ended does not mind how the work ends', async () => {
    const work = Promise.withResolvers<never>();
    await rejectsWith('OutOfTime', unlessAborted(work.promise, AbortSignal.abort(), late));
    work.reject(new Error('nobody is waiting any more'));
  });
});
