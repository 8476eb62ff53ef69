import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { reconnectingTransport } from '../../../lib/kubernetes/client/reconnecting-transport.ts';
import { cachedUntilExpiry } from '../../../lib/async/cached-value.ts';
import { authority } from '../../support/tls-certificate.ts';
import { whileListening, withHttp } from '../../support/local-server.ts';
import { answer, answering, GET, PATCH, readText } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { telling, following, nowhere } from './reconnecting.ts';

/** A server that notes the requests that it gets, and answers them with `{}`. */
function noting(seen: string[]): RequestListener {
  return (request, response) => {
    const noted = readText(request).then((body) => seen.push(`${request.method} ${body}`));
    void noted.then(() => answer(response, 200, {}));
  };
}

describe('a cluster that moved', () => {
  it('is found at its new address', () =>
    withHttp(answering(200, { is: 'here' }), async (server) => {
      const told = telling(await nowhere(), server);
      await following(told, async (transport) => {
        assert.deepEqual((await transport.json(GET)).body, { is: 'here' });
        const received = await transport.stream(GET);
        assert.equal(await readText(received.body), '{"is":"here"}');
      });
      assert.deepEqual(told.asked, [false, true, false]);
    }));

  it('gets a patch there once, the same to the letter', async () => {
    const seen: string[] = [];
    await withHttp(noting(seen), async (server) => {
      await following(telling(await nowhere(), server), (transport) => transport.json(PATCH));
    });
    assert.deepEqual(seen, [`PATCH ${PATCH.body}`]);
  });

  it('is not looked for a third time in one request', async () => {
    const [first, second] = [await nowhere(), await nowhere()];
    const told = telling(first, second, await nowhere());
    const { message } = await following(told, (transport) => rejectsWith('Unreachable', transport.json(GET)));
    assert.ok(message.includes(second.host), message);
    assert.deepEqual(told.asked, [false, true]);
  });

  it('is trusted by its new CA', async () => {
    const [former, present] = [authority(), authority()];
    const served = createServer({ ...present.issue('cluster.test') }, answering(200, {}));
    await whileListening(
      served,
      async (server) => {
        const told = telling({ server, tls: { ca: former.cert } }, { server, tls: { ca: present.cert } });
        await following(told, async (transport) => {
          assert.equal((await transport.json(GET)).status, 200);
        });
        assert.deepEqual(told.asked, [false, true]);
      },
      'https',
    );
  });

  for (const [what, former] of [
    ['a page', page(404, 'text/html')],
    ['a page without a type', page(404)],
    ['JSON of its own', answering(404, { error: 'not found' })],
    ['an answer that is none of an API', page(200, 'text/html')],
    ['a redirection', page(302, 'text/html')],
    ['a 401', answering(401, {})],
  ] as const) {
    it(`and left ${what} behind is found`, () =>
      withHttp(former, (old) =>
        withHttp(answering(200, { is: 'here' }), (server) =>
          following(telling(old, server), async (transport) => {
            assert.deepEqual((await transport.json(GET)).body, { is: 'here' });
          }),
        ),
      ));
  }

  for (const status of [200, 302, 404]) {
    it(`is found by a list too, where a page stands in its place with ${status}`, () =>
      withHttp(page(status, 'text/html'), (old) =>
        withHttp(answering(200, { is: 'here' }), (server) =>
          following(telling(old, server), async (transport) => {
            assert.equal(await readText((await transport.stream(GET)).body), '{"is":"here"}');
          }),
        ),
      ));
  }

  it('keeps the requests that are under way at its old place', async () => {
    const open: ServerResponse[] = [];
    const former = (request: IncomingMessage, response: ServerResponse): void => {
      if (request.method === 'PATCH') return void request.socket.destroy();
      response.writeHead(200, { 'content-type': 'application/json' }).write('one, ');
      open.push(response);
      return undefined;
    };
    await withHttp(former, (old) =>
      withHttp(answering(200, {}), (server) =>
        following(telling(old, server), async (transport) => {
          const list = await transport.stream(GET);
          const [begun] = open;
          assert.equal((await transport.json(PATCH)).status, 200);
          begun?.end('two');
          assert.equal(await readText(list.body), 'one, two');
        }),
      ),
    );
  });

  it('is looked for once by fifty requests that all fail', async () => {
    const old = await nowhere();
    await withHttp(answering(200, {}), async (server) => {
      let asked = 0;
      let now = 0;
      const told = cachedUntilExpiry(
        'x',
        () => Promise.resolve({ value: { server: (asked += 1) === 1 ? old : server } }),
        {
          now: () => now,
          minAgeMs: 10_000,
        },
      );
      const transport = reconnectingTransport(told);
      await told({ forceRefresh: false, signal: GET.signal });
      // What was told first is young no more; what is told next stays so.
      now = 10_000;
      const answers = await Promise.all(Array.from({ length: 50 }, () => transport.json(GET)));
      assert.ok(answers.every(({ status }) => status === 200));
      assert.equal(asked, 2);
      transport.close();
    });
  });

  it('is not looked for again by a request that fails after another has found it', async () => {
    const { promise: found, resolve: tell } = Promise.withResolvers<void>();
    const slowly: RequestListener = ({ method, socket }) => {
      if (method === 'PATCH') void found.then(() => socket.destroy());
      else socket.destroy();
    };
    await withHttp(slowly, (old) =>
      withHttp(answering(200, {}), async (server) => {
        const told = telling(old, server);
        await following(told, async (transport) => {
          const late = transport.json(PATCH);
          assert.equal((await transport.json(GET)).status, 200);
          tell();
          assert.equal((await late).status, 200);
        });
        assert.deepEqual(told.asked, [false, false, true, false]);
      }),
    );
  });
});

function page(status: number, type?: string): RequestListener {
  return (_, response) => {
    response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end('<html>');
  };
}
