import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import sinon, { type SinonFakeTimers } from 'sinon';
import { discarder } from '../../lib/http/discard-rest.ts';
import { listen } from '../support/local-server.ts';

describe('the rest of a request that is answered', () => {
  let clock: SinonFakeTimers;
  let discardRest: ReturnType<typeof discarder>;
  beforeEach(() => {
    discardRest = discarder();
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());

  /** A request of 5 bytes, of which this text has come when it is answered. */
  async function answered(text: string, use: (socket: Socket, request: IncomingMessage) => Promise<void>) {
    const taken = Promise.withResolvers<IncomingMessage>();
    const server = createServer((request, response) => {
      discardRest(request);
      response.end();
      taken.resolve(request);
    });
    const socket = connect(await listen(server), '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n${text}`);
    const request = await taken.promise;
    const gone = new Promise((resolve) => request.socket.once('close', resolve));
    try {
      await use(socket, request);
    } finally {
      socket.destroy();
      server.closeAllConnections();
      // Others are counted at the same time.
      await gone;
      server.close();
      server.closeAllConnections();
    }
  }

  it('is waited for up to two seconds, then the connection is ended', () =>
    answered('12', async (socket, request) => {
      clock.tick(1_999);
      assert.equal(request.socket.destroyed, false);
      clock.tick(1);
      assert.equal(request.socket.destroyed, true);
      await once(socket, 'close');
    }));

  /** So many more requests that are answered, and then what `use` does with all. */
  function crowd(left: number, use: (all: readonly IncomingMessage[]) => Promise<void>): Promise<void> {
    const requests: IncomingMessage[] = [];
    const next = (more: number): Promise<void> =>
      answered('12', (_socket, request) => {
        requests.push(request);
        return more > 1 ? next(more - 1) : use(requests);
      });
    return next(left);
  }

  it('of a crowd is not waited for: the latest are ended at once, and the first two seconds later', () =>
    crowd(40, (requests) => {
      clock.tick(20);
      const destroyed = requests.map(({ socket }) => socket.destroyed);
      assert.deepEqual([destroyed.indexOf(true), destroyed.lastIndexOf(false)], [16, 15]);
      clock.tick(2_000);
      assert.ok(requests.every(({ socket }) => socket.destroyed));
      return Promise.resolve();
    }));

  it('is waited for again once a crowd is gone', async () => {
    await crowd(40, () => Promise.resolve());
    await answered('12', (_socket, request) => {
      clock.tick(1_999);
      assert.equal(request.socket.destroyed, false);
      return Promise.resolve();
    });
  });

  it('of a caller who has gone is not counted', async () => {
    for (let gone = 0; gone < 40; gone += 1)
      await answered('12', async (socket, request) => {
        socket.destroy();
        await new Promise((resolve) => request.socket.once('close', resolve));
        discardRest(request);
      });
    await answered('12', (_socket, request) => {
      clock.tick(1_999);
      assert.equal(request.socket.destroyed, false);
      return Promise.resolve();
    });
  });

  it('is counted once, however often it is asked for', () =>
    answered('12', async (_socket, request) => {
      for (let again = 0; again < 40; again += 1) discardRest(request);
      await answered('12', (_other, next) => {
        clock.tick(1_999);
        assert.equal(next.socket.destroyed, false);
        return Promise.resolve();
      });
    }));

  it('that has come leaves the connection alone', () =>
    answered('12', async (socket, request) => {
      const end = once(request, 'end');
      socket.write('345');
      await end;
      clock.tick(2_000);
      assert.equal(request.socket.destroyed, false);
      assert.equal(clock.countTimers(), 0);
    }));
});
