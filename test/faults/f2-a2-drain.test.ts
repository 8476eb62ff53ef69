/** In the framework's own program: its handlers of signals are those of the process. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { patches } from '../support/on-sandbox.ts';
import { until } from '../support/until.ts';
import { EVENT, onStage, pushMessage } from './f2-real-process.ts';

describe('a function in the framework that is asked to end', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`answers what is in flight on ${signal}, and takes no new connection meanwhile`, () =>
      onStage((stage) =>
        stage.live('imagePushed', async (life) => {
          stage.sandbox.fail({ fault: { type: 'delay', ms: 500 }, match: { method: 'PATCH' }, times: 8 });
          const delivered = pushMessage(life, EVENT);
          await until(() => patches(stage.sandbox).length > 0);
          life.kill(signal);
          await until(() => isRefused(life.url));
          assert.deepEqual([await delivered, await life.ended], [204, 0]);
        }),
      )).timeout(60_000);

  it('ends at once on a second signal', () =>
    onStage((stage) =>
      stage.live('imagePushed', async (life) => {
        stage.sandbox.fail({ fault: { type: 'hang' }, match: { method: 'PATCH' }, times: Infinity });
        const delivered = pushMessage(life, EVENT);
        await until(() => patches(stage.sandbox).length > 0);
        life.kill('SIGTERM');
        await until(() => isRefused(life.url));
        life.kill('SIGTERM');
        assert.deepEqual([await delivered, await life.ended], [undefined, 'SIGTERM']);
      }),
    )).timeout(60_000);
});

function isRefused(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}
