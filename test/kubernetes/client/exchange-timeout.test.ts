import assert from 'node:assert/strict';
import { useFakeTimers, type SinonFakeTimers } from 'sinon';
import type { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { ExchangeTimeout } from '../../../lib/kubernetes/client/exchange-timeout.ts';

describe('the leash of an exchange', () => {
  let timers: SinonFakeTimers;
  let controller: AbortController;
  let ends: UpdaterError[];
  let timeout: ExchangeTimeout;

  beforeEach(() => {
    timers = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    controller = new AbortController();
    ends = [];
    timeout = new ExchangeTimeout(controller.signal, 'GET /x', (fault) => ends.push(fault));
  });
  afterEach(() => timers.restore());

  function reasons(): readonly string[] {
    return ends.map(({ reason }) => reason);
  }

  it('ends it when its time limit passes', () => {
    timeout.within(100, 'an answer');
    timers.tick(99);
    assert.deepEqual(reasons(), []);
    timers.tick(1);
    assert.deepEqual(reasons(), ['Timeout']);
    assert.equal(timeout.ended, ends[0]);
  });

  it('has one limit at a time', () => {
    timeout.within(100, '');
    timeout.within(1000, '');
    timers.tick(999);
    assert.deepEqual(reasons(), []);
    timeout.pause();
    timers.tick(10_000);
    assert.deepEqual(reasons(), []);
  });

  it('ends it when the caller says so, once', () => {
    timeout.within(100, '');
    controller.abort('enough');
    timers.tick(1000);
    assert.deepEqual(reasons(), ['OutOfTime']);
    assert.equal(ends[0]?.cause, 'enough');
  });

  it('ends nothing once released', () => {
    timeout.within(100, '');
    timeout.release();
    timers.tick(1000);
    controller.abort();
    assert.deepEqual(reasons(), []);
    assert.equal(timeout.ended, undefined);
  });
});
