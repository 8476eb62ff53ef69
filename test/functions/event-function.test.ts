import assert from 'node:assert/strict';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import sinon from 'sinon';
import { guardServer } from '../../functions/guard-server.ts';
import { eventFunction, type EventFunction } from '../../functions/event-function.ts';
import type { Delivery, DeliveryRequest } from '../../lib/core/event/delivery.ts';
import { Fault } from '../../lib/core/errors/fault.ts';
import type { Handled } from '../../lib/core/report/handled.ts';
import type { Publish } from '../../lib/core/event/message.ts';
import { reportFault } from '../../lib/core/report/report.ts';
import { push } from '../support/builders.ts';
import { closeServer, listen } from '../support/local-server.ts';

const DELIVERY: Delivery = { shape: 'bare', data: '', attributes: {}, id: 'm1', publishedAt: 0 };
const IGNORED: Handled = { event: 'ignored', delivery: DELIVERY, reason: 'NotAnInsert', detail: 'DELETE' };
const FAILED: Handled = {
  event: 'handled',
  delivery: DELIVERY,
  report: { push: push(), clusters: [reportFault('a', 'update the cluster', new Fault('Unreachable', 'x'))] },
};

/** Serves a function made of this while `use` runs. */
async function served(
  made: Partial<EventFunction>,
  use: (url: string, lines: readonly string[]) => Promise<void>,
): Promise<void> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const handle = (): Promise<Handled> => Promise.resolve(IGNORED);
  http('made', eventFunction({ handle, log, results: undefined, project: 'shop', ...made }));
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
      served({ handle: () => assert.fail('nothing to handle') }, async (url, lines) => {
        const answer = await fetch(url, { method });
        assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST']);
        assert.ok((await answer.text()).includes('Pub/Sub'));
        assert.deepEqual(lines, []);
      }));
  }

  it('hands over the request as it came, with its time, and forms untouched', async () => {
    const clock = sinon.useFakeTimers({ now: 1234, toFake: ['Date'] });
    const requests: DeliveryRequest[] = [];
    const handle: EventFunction['handle'] = (request) => (requests.push(request), Promise.resolve(IGNORED));
    try {
      await served({ handle }, async (url) => {
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
    const [{ path, headers, body, receivedAt } = assert.fail(), ...more] = requests;
    assert.deepEqual(
      [path, headers['x-goog-pubsub-message-id'], Buffer.from(body).toString(), receivedAt, more],
      ['/projects/shop/topics/gcr', '5', '{"a=b":"%"}', 1234, []],
    );
  });

  for (const [handled, status] of [
    [IGNORED, 204],
    [FAILED, 500],
  ] as const)
    it(`answers ${status} to what ends so, after it has told of it`, () => {
      const told: Handled[] = [];
      const onHandled = (end: Handled): void => void told.push(end);
      return served({ handle: () => Promise.resolve(handled), onHandled }, async (url, lines) => {
        const { status: answered } = await fetch(url, { method: 'POST', body: '{}' });
        assert.equal(answered, status);
        assert.deepEqual(told, [handled]);
        assert.notEqual(lines.length, 0);
      });
    });

  it('answers as ever where its report cannot be published', () => {
    const publish: Publish = () => assert.fail('a mistake of ours');
    const results = { topic: { project: 'shop', topic: 'results' }, publish };
    const made = { handle: () => Promise.resolve(FAILED), results };
    return served(made, async (url, lines) => {
      assert.equal((await fetch(url, { method: 'POST', body: '{}' })).status, 500);
      assert.match(lines.at(-1) ?? '', /Report not published/);
    });
  });

  it('ends the work when its caller goes away, and not before', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const ended = Promise.withResolvers<Handled>();
    const handle: EventFunction['handle'] = (_, signal) => {
      signal.addEventListener('abort', () => ended.resolve(IGNORED));
      begun.resolve(signal);
      return ended.promise;
    };
    await served({ handle }, async (url) => {
      const caller = new AbortController();
      const answer = fetch(url, { method: 'POST', body: '{}', signal: caller.signal }).catch(() => undefined);
      assert.equal((await begun.promise).aborted, false);
      caller.abort();
      await Promise.all([ended.promise, answer]);
    });
  });
});
