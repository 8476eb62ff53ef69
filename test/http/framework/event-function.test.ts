import assert from 'node:assert/strict';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import sinon from 'sinon';
import { guardServer } from '../../../lib/http/framework/guard-server.ts';
import { eventFunction, type EventFunctionOptions } from '../../../lib/http/framework/event-function.ts';
import { requestsInFlight } from '../../../lib/http/in-flight.ts';
import type { EventResult } from '../../../lib/core/report/event-result.ts';
import type { IncomingEvent } from '../../../lib/pipeline/context.ts';
import { settings } from '../../support/builders.ts';
import { silentApp } from '../../support/handle-request.ts';
import { responseTo } from '../../support/http-request.ts';
import { closeServer, listen } from '../../support/local-server.ts';
import { FAILED, IGNORED } from '../../support/event-results.ts';

type Handle = NonNullable<EventFunctionOptions['handle']>;

/** Serves a function that handles so while `use` runs. */
async function served(
  handle: Handle,
  use: (url: string, lines: readonly string[]) => Promise<void>,
  inFlight = requestsInFlight(),
): Promise<void> {
  const lines: string[] = [];
  const app = silentApp({ settings: settings(), sources: [], log: (line) => void lines.push(line) });
  http('made', eventFunction({ app, project: 'shop', handle, inFlight }));
  const server = getTestServer('made');
  guardServer(server);
  const port = await listen(server);
  try {
    await use(`http://127.0.0.1:${port}`, lines);
  } finally {
    await closeServer(server);
  }
}

describe('an event function', () => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    it(`tells ${method} that it takes POST, and handles nothing`, () =>
      served(
        () => assert.fail('nothing to handle'),
        async (url, lines) => {
          const answer = await fetch(url, { method });
          assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST']);
          assert.ok((await answer.text()).includes('Pub/Sub'));
          assert.deepEqual(lines, []);
        },
      ));
  }

  it('hands over the request as it came, with its time, and forms untouched', async () => {
    const clock = sinon.useFakeTimers({ now: 1234, toFake: ['Date'] });
    const events: IncomingEvent[] = [];
    const handle: Handle = (event) => (events.push(event), Promise.resolve(IGNORED));
    try {
      await served(handle, async (url) => {
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          'x-goog-pubsub-message-id': '5',
        };
        await fetch(`${url}/projects/shop/topics/gcr?token=x`, {
          method: 'POST',
          headers,
          body: '{"a=b":"%"}',
        });
      });
    } finally {
      clock.restore();
    }
    const [event, ...more] = events;
    assert.ok(event?.from === 'request');
    const { path, headers, body, receivedAt } = event.request;
    assert.deepEqual(
      [path, headers['x-goog-pubsub-message-id'], Buffer.from(body).toString(), receivedAt, more],
      ['/projects/shop/topics/gcr', '5', '{"a=b":"%"}', 1234, []],
    );
  });

  for (const [handled, status] of [
    [IGNORED, 204],
    [FAILED, 500],
  ] as const)
    it(`answers ${status} to what ends so`, () =>
      served(
        () => Promise.resolve(handled),
        async (url) => assert.equal((await fetch(url, { method: 'POST', body: '{}' })).status, status),
      ));

  it('goes on where its caller goes away, and ends the work when the process ends', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const ended = Promise.withResolvers<EventResult>();
    const handle: Handle = (_event, _app, signal) => {
      signal.addEventListener('abort', () => ended.resolve(IGNORED));
      begun.resolve(signal);
      return ended.promise;
    };
    const inFlight = requestsInFlight();
    await served(
      handle,
      async (url) => {
        const caller = new AbortController();
        const answer = fetch(url, { method: 'POST', body: '{}', signal: caller.signal }).catch(
          () => undefined,
        );
        const signal = await begun.promise;
        caller.abort();
        await answer;
        await new Promise(setImmediate);
        assert.equal(signal.aborted, false);
        inFlight.abort();
        await ended.promise;
        await inFlight.settled();
      },
      inFlight,
    );
  });

  it('answers 408 to a push whose body has not come when the process ends', async () => {
    const inFlight = requestsInFlight();
    inFlight.abort();
    await served(
      () => assert.fail('nothing to handle'),
      async (url) => {
        const push = { method: 'POST', headers: { 'content-length': '50' } };
        assert.equal((await responseTo(url, push, '{')).statusCode, 408);
      },
      inFlight,
    );
  });
});
