import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { requestsInFlight } from '../../lib/http/in-flight.ts';

/** Of a request whose answer is sent. */
const SENT = Object.assign(new EventEmitter(), {
  closed: true,
  req: { socket: Object.assign(new EventEmitter(), { destroyed: false }) },
});

describe('requests in flight', () => {
  it('give what their work gives, also where it fails', async () => {
    const inFlight = requestsInFlight();
    assert.equal(await inFlight.track(Promise.resolve(1), SENT), 1);
    await assert.rejects(inFlight.track(Promise.reject(new Error('x')), SENT), { message: 'x' });
    await inFlight.settled();
  });

  it('are settled when all have ended, those that come meanwhile too', async () => {
    const inFlight = requestsInFlight();
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const ends: string[] = [];
    void inFlight.track(first.promise, SENT).then(() => {
      ends.push('first');
      return inFlight.track(second.promise, SENT).then(() => ends.push('second'));
    });
    const settled = inFlight.settled().then(() => ends.push('settled'));
    first.resolve();
    await new Promise(setImmediate);
    second.resolve();
    await settled;
    assert.deepEqual(ends, ['first', 'second', 'settled']);
  });

  it('are settled when the connection of an answer is gone', async () => {
    const inFlight = requestsInFlight();
    const socket = Object.assign(new EventEmitter(), { destroyed: false });
    void inFlight.track(
      Promise.resolve(),
      Object.assign(new EventEmitter(), { closed: false, req: { socket } }),
    );
    await new Promise(setImmediate);
    socket.emit('close');
    await inFlight.settled();
  });

  it('have a signal that aborts when they are told to end', () => {
    const inFlight = requestsInFlight();
    assert.equal(inFlight.signal.aborted, false);
    inFlight.abort();
    assert.equal(inFlight.signal.aborted, true);
  });
});
