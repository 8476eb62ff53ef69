import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { drainServer } from '../../lib/http/drain-server.ts';
import { requestsInFlight } from '../../lib/http/in-flight.ts';
import { listen } from '../support/local-server.ts';

const LONG = 60_000;

/** A server with one request in flight, which `work` brings to its end. */
async function withRequest(work: (response: ServerResponse, signal: AbortSignal) => Promise<void>) {
  const inFlight = requestsInFlight();
  const begun = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    void inFlight.track(work(response, inFlight.signal), response);
    begun.resolve();
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  const caller = new AbortController();
  const answer = fetch(url, { signal: caller.signal }).then(
    async (response) => response.text(),
    () => 'broken',
  );
  await begun.promise;
  return { server, inFlight, url, answer, hangUp: () => caller.abort() };
}

/** Ends with the signal, and answers what it then has to say. */
const untilAborted = (response: ServerResponse, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) =>
    signal.addEventListener('abort', () => {
      response.end('aborted');
      resolve();
    }),
  );

describe('a server that drains', () => {
  it('takes no new connection, and finishes what is in flight', async () => {
    const gate = Promise.withResolvers<void>();
    const { server, inFlight, url, answer } = await withRequest(async (response) => {
      await gate.promise;
      response.end('done');
    });
    const drained = drainServer(server, inFlight, { work: LONG, aborted: LONG });
    await assert.rejects(fetch(url));
    gate.resolve();
    assert.deepEqual([await answer, await drained], ['done', true]);
  });

  it('finishes what is in flight for a caller that went away', async () => {
    const gate = Promise.withResolvers<void>();
    const ends: string[] = [];
    const { server, inFlight, answer, hangUp } = await withRequest(async () => {
      await gate.promise;
      ends.push('work');
    });
    hangUp();
    await answer;
    const drained = drainServer(server, inFlight, { work: LONG, aborted: LONG }).then(() =>
      ends.push('drain'),
    );
    await new Promise(setImmediate);
    gate.resolve();
    await drained;
    assert.deepEqual(ends, ['work', 'drain']);
  });

  it('aborts what takes too long, and lets it answer what was done', async () => {
    const { server, inFlight, answer } = await withRequest(untilAborted);
    assert.equal(await drainServer(server, inFlight, { work: 1, aborted: LONG }), false);
    assert.equal(await answer, 'aborted');
  });

  it('ends even where work does not', async () => {
    const { server, inFlight, answer } = await withRequest(() => new Promise(() => undefined));
    assert.equal(await drainServer(server, inFlight, { work: 1, aborted: 1 }), false);
    assert.equal(await answer, 'broken');
  });

  it('sends all of an answer that is larger than what a socket takes', async () => {
    const size = 8_000_000;
    const { server, inFlight, answer } = await withRequest(async (response) => {
      response.end(Buffer.alloc(size));
    });
    assert.equal(await drainServer(server, inFlight, { work: LONG, aborted: LONG }), true);
    assert.equal((await answer).length, size);
  });

  it('does not wait for a connection that has sent nothing', async () => {
    const server = createServer();
    const socket = connect(await listen(server), '127.0.0.1');
    const closed = once(socket, 'close');
    await Promise.all([once(server, 'connection'), once(socket, 'connect')]);
    assert.equal(await drainServer(server, requestsInFlight(), { work: LONG, aborted: LONG }), true);
    await closed;
  });
});
