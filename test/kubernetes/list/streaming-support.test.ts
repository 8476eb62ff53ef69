import assert from 'node:assert/strict';
import type { RequestListener, ServerResponse } from 'node:http';
import sinon from 'sinon';
import { streamsLists } from '../../../lib/kubernetes/list/streaming-support.ts';
import { openTransport, type Transport } from '../../../lib/kubernetes/client/transport.ts';
import { withHttp } from '../../support/local-server.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

const { signal } = new AbortController();

async function asking<T>(listener: RequestListener, use: (transport: Transport) => Promise<T>): Promise<T> {
  return withHttp(listener, async (server) => {
    const transport = openTransport({ server });
    try {
      return await use(transport);
    } finally {
      transport.close();
    }
  });
}

describe('a server streams lists', () => {
  for (const [status, body, streams] of [
    [200, '{"major":"1","minor":"33"}', true],
    [200, '{"major":"1","minor":"36+"}', true],
    [200, '{"major":"2","minor":"0"}', true],
    [200, '{"major":"1","minor":"32"}', false],
    [200, '{"major":"1","minor":"4"}', false],
    [200, '{"major":"0","minor":"99"}', false],
    [200, '{"major":"","minor":""}', false],
    [200, '[]', false],
    [200, '<html>', false],
    [403, '{"kind":"Status"}', false],
    [404, '404 page not found', false],
  ] as const) {
    it(`${streams ? 'where' : 'not where'} it answers ${status} ${body}`, async () => {
      let asked = 0;
      const listener: RequestListener = (_, response) => {
        asked += 1;
        response.writeHead(status).end(body);
      };
      await asking(listener, async (transport) => {
        assert.equal(await streamsLists(transport, signal), streams);
        assert.equal(await streamsLists(transport, signal), streams);
      });
      assert.equal(asked, 1);
    });
  }

  it('is asked once by all who want to know at once', async () => {
    let asked = 0;
    const listener: RequestListener = (_, response) => {
      asked += 1;
      response.end('{"major":"1","minor":"36"}');
    };
    await asking(listener, async (transport) => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => streamsLists(transport, signal)));
      assert.deepEqual(answers, [true, true, true, true]);
    });
    assert.equal(asked, 1);
  });

  it('is told to the others where one has no time left to wait', async () => {
    const asked: ServerResponse[] = [];
    const came = Promise.withResolvers<void>();
    const listener: RequestListener = (_, response) => {
      asked.push(response);
      came.resolve();
    };
    await asking(listener, async (transport) => {
      const hurried = new AbortController();
      const [gaveUp, waited] = [streamsLists(transport, hurried.signal), streamsLists(transport, signal)];
      await came.promise;
      hurried.abort();
      await rejectsWith('OutOfTime', gaveUp);
      asked[0]?.end('{"major":"1","minor":"36"}');
      assert.equal(await waited, true);
    });
    assert.equal(asked.length, 1);
  });

  it('is asked again after a while where it did not, for it may be upgraded', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['Date'] });
    try {
      const answers = ['{"major":"1","minor":"32"}', '{"major":"1","minor":"33"}'];
      await asking(
        (_, response) => void response.end(answers.shift()),
        async (transport) => {
          assert.equal(await streamsLists(transport, signal), false);
          clock.tick(60_000);
          assert.equal(await streamsLists(transport, signal), false);
          clock.tick(600_000);
          assert.equal(await streamsLists(transport, signal), true);
          clock.tick(600_000_000);
          assert.equal(await streamsLists(transport, signal), true);
        },
      );
    } finally {
      clock.restore();
    }
  });

  it('is asked again where the answer may be another a moment later', async () => {
    let asked = 0;
    const listener: RequestListener = (_, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(503).end();
      else response.end('{"major":"1","minor":"36"}');
    };
    await asking(listener, async (transport) => {
      await rejectsWith('ServerError', streamsLists(transport, signal));
      assert.equal(await streamsLists(transport, signal), true);
    });
  });
});
