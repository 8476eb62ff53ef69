import assert from 'node:assert/strict';
import { EXIT } from '../../lib/cli/exit-code.ts';
import type { ReplayOptions } from '../../lib/cli/replay-request.ts';
import { replay } from '../../lib/cli/replay.ts';
import { Fault } from '../../lib/core/fault.ts';
import { fakeClock } from '../kubernetes/fake-clock.ts';
import { rejectsWith } from '../kubernetes/rejects-with.ts';
import { deadLetter, EVENT, memoryPublisher, memoryPuller, TAG } from '../replay/given.ts';
import { run } from './in-process.ts';

const to = 'projects/own-1/topics/replay';
const deadLetters = 'projects/own/subscriptions/letters';

async function replayed(options: ReplayOptions, file = '', letters = [deadLetter('1')], fault?: Fault) {
  const { publish, sent } = memoryPublisher(() => fault);
  const puller = memoryPuller(letters);
  const tools = {
    openPublisher: () => ({ publish, close: async () => undefined }),
    openPuller: () => puller,
    openFile: async function* () {
      yield Buffer.from(file);
    },
    clock: fakeClock(),
  };
  const ran = run((surroundings) => replay(options, surroundings, tools));
  return { ...(await ran), topics: sent.map(({ topic }) => topic), puller };
}

describe('image-updater replay', () => {
  it('publishes an image, and warns where it has no digest', async () => {
    const { code, topics, noted } = await replayed({ image: TAG, to });
    assert.deepEqual([code, topics], [EXIT.done, [to]]);
    assert.match(noted, /digest/);
  });

  it('goes on after a bad line, and says that there was one', async () => {
    const { code, topics, written } = await replayed({ events: '-', to }, `${EVENT}\noops\n${EVENT}\n`);
    assert.deepEqual([code, topics], [EXIT.failed, [to, to]]);
    assert.match(written, /line 2: /);
  });

  it('takes dead letters back to where they came from, and asks where that is once', async () => {
    const { code, topics, puller } = await replayed({ deadLetters }, '', [deadLetter('1'), deadLetter('2')]);
    assert.deepEqual([code, topics], [EXIT.done, ['projects/p/topics/gcr', 'projects/p/topics/gcr']]);
    assert.deepEqual(
      [puller.acked, puller.described],
      [
        ['1', '2'],
        ['letters', 'images'],
      ],
    );
  });

  it('leaves a dead letter that cannot be published, and says why', async () => {
    const { code, puller, written } = await replayed(
      { deadLetters },
      '',
      undefined,
      new Fault('NoTopic', ''),
    );
    assert.deepEqual([code, puller.acked, puller.nacked], [EXIT.failed, [], ['1']]);
    assert.match(written, /NoTopic/);
  });

  it('ends with the fault of a subscription that is not there', () =>
    rejectsWith('NoSubscription', replayed({ deadLetters: 'projects/own/subscriptions/none' })));

  it('is refused where nothing says what to replay', async () =>
    assert.equal((await replayed({ to })).code, EXIT.misuse));
});
