import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { Fault } from '../../../lib/core/errors/fault.ts';
import type { FaultReason } from '../../../lib/core/errors/reason.ts';
import { readAnswer } from '../../../lib/kubernetes/client/response.ts';
import type { Connection } from '../../../lib/kubernetes/client/connection.ts';
import { followingTransport } from '../../../lib/kubernetes/client/reconnecting-transport.ts';
import { kept } from '../../../lib/async/cached-value.ts';
import type { Transport } from '../../../lib/kubernetes/client/transport.ts';
import { authority } from '../../support/tls-certificate.ts';
import { freePort } from '../../support/free-ports.ts';
import { whileListening, withHttp } from '../../support/local-server.ts';
import { answer, answering, GET, PATCH, textOf } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

/** What is told of the cluster, in this order, and at last again and again; a fault is thrown. */
interface Told {
  readonly connect: (wanted: { readonly renew: boolean }) => Promise<Connection>;
  /** Whether it was to be renewed, each time somebody asked. */
  readonly asked: boolean[];
}

function telling(first: URL | Connection, ...renewed: readonly (URL | Connection | Fault)[]): Told {
  const asked: boolean[] = [];
  let current: URL | Connection | Fault = first;
  const left = [...renewed];
  const connect: Told['connect'] = async ({ renew }) => {
    asked.push(renew);
    if (renew) current = left.shift() ?? current;
    if (current instanceof Fault) throw current;
    return current instanceof URL ? { server: current } : current;
  };
  return { connect, asked };
}

async function following<T>(told: Told, use: (transport: Transport) => Promise<T>): Promise<T> {
  const transport = followingTransport(told.connect);
  try {
    return await use(transport);
  } finally {
    transport.close();
  }
}

async function nowhere(): Promise<URL> {
  return new URL(`http://127.0.0.1:${await freePort()}`);
}

/** A server that notes the requests that it gets, and answers them with `{}`. */
function noting(seen: string[]): RequestListener {
  return (request, response) => {
    const noted = textOf(request).then((body) => seen.push(`${request.method} ${body}`));
    void noted.then(() => answer(response, 200, {}));
  };
}

describe('a cluster that stays where it is', () => {
  it('is asked for with each request, and its connections are kept', async () => {
    const sockets = new Set<unknown>();
    const listener: RequestListener = (request, response) => {
      sockets.add(request.socket);
      answer(response, 200, {});
    };
    await withHttp(listener, async (server) => {
      const told: Told = { asked: [], connect: () => Promise.resolve({ server: new URL(server) }) };
      await following(told, async (transport) => {
        for (let i = 0; i < 3; i += 1) assert.equal((await transport.json(GET)).status, 200);
      });
    });
    assert.equal(sockets.size, 1);
  });

  for (const status of [400, 403, 404, 409, 422, 429, 500]) {
    it(`and answers ${status} is not asked for anew`, () =>
      withHttp(answering(status, { kind: 'Status' }), async (server) => {
        const told = telling(server, server);
        await following(told, async (transport) => {
          assert.equal((await transport.json(PATCH)).status, status);
          const received = await transport.stream(GET);
          assert.equal(received.status, status);
          assert.deepEqual((await readAnswer(received)).body, { kind: 'Status' });
        });
        assert.deepEqual(told.asked, [false, false]);
      }));
  }

  it('and does not know a kind is not asked for anew', () =>
    withHttp(
      (_, response) =>
        void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n'),
      async (server) => {
        const told = telling(server, server);
        await following(told, async (transport) => {
          assert.equal((await transport.json(GET)).status, 404);
          assert.equal((await transport.stream(GET)).status, 404);
        });
        assert.deepEqual(told.asked, [false, false]);
      },
    ));

  it('and cannot be reached is asked for anew once, and not waited for again there', async () => {
    const server = await nowhere();
    const told = telling(server, new URL(server));
    await following(told, (transport) => rejectsWith('Unreachable', transport.json(GET)));
    assert.deepEqual(told.asked, [false, true]);
  });

  it('and refuses our token is sent no request twice for that', async () => {
    const seen: string[] = [];
    const refusing: RequestListener = ({ method }, response) => {
      seen.push(method ?? '');
      answer(response, 401, { kind: 'Status' });
    };
    await withHttp(refusing, async (server) => {
      const told = telling(server, server);
      await following(told, (transport) => rejectsWith('Unauthorized', transport.json(PATCH)));
      assert.deepEqual([seen, told.asked], [['PATCH'], [false, true]]);
    });
  });
});

describe('a cluster that moved', () => {
  it('is found at its new address', () =>
    withHttp(answering(200, { is: 'here' }), async (server) => {
      const told = telling(await nowhere(), server);
      await following(told, async (transport) => {
        assert.deepEqual((await transport.json(GET)).body, { is: 'here' });
        const received = await transport.stream(GET);
        assert.equal(await textOf(received.body), '{"is":"here"}');
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
            assert.equal(await textOf((await transport.stream(GET)).body), '{"is":"here"}');
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
          assert.equal(await textOf(list.body), 'one, two');
        }),
      ),
    );
  });

  it('is looked for once by fifty requests that all fail', async () => {
    const old = await nowhere();
    await withHttp(answering(200, {}), async (server) => {
      let asked = 0;
      let now = 0;
      const told = kept(
        'x',
        () => Promise.resolve({ value: { server: (asked += 1) === 1 ? old : server } }),
        {
          now: () => now,
          youngMs: 10_000,
        },
      );
      const transport = followingTransport(told);
      await told({ renew: false, signal: GET.signal });
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

describe('a cluster that cannot be looked for', () => {
  const reasons: readonly (readonly [FaultReason, FaultReason])[] = [
    ['NoCluster', 'NoCluster'],
    ['NotServing', 'NotServing'],
    ['ForbiddenByIam', 'ForbiddenByIam'],
    ['TokenServerError', 'Unreachable'],
    ['Throttled', 'Unreachable'],
    ['ServerError', 'Unreachable'],
    ['Timeout', 'Unreachable'],
    ['OutOfTime', 'Unreachable'],
  ];
  for (const [renewal, reported] of reasons) {
    it(`for ${renewal} fails with ${reported}`, async () => {
      const server = await nowhere();
      const told = telling(server, new Fault(renewal, 'no'));
      await following(told, (transport) => rejectsWith(reported, transport.json(GET)));
    });
  }

  it('at first fails with that', () =>
    following({ asked: [], connect: () => Promise.reject(new Fault('Throttled', 'no')) }, (transport) =>
      rejectsWith('Throttled', transport.json(GET)),
    ));

  it('in passing is still asked where it was', async () => {
    const answers: RequestListener[] = [(request) => void request.socket.destroy(), answering(200, {})];
    await withHttp(
      (request, response) => answers.shift()?.(request, response),
      async (server) => {
        await following(telling(server, new Fault('ServerError', 'no')), async (transport) => {
          await rejectsWith('Unreachable', transport.json(GET));
          assert.equal((await transport.json(GET)).status, 200);
        });
      },
    );
  });

  it('for a reason that lasts is not asked where it was', async () => {
    await withHttp(answering(401, {}), async (server) => {
      await following(telling(server, new Fault('NoCluster', 'gone')), async (transport) => {
        await rejectsWith('NoCluster', transport.json(GET));
        await rejectsWith('NoCluster', transport.json(GET));
      });
    });
  });
});

function page(status: number, type?: string): RequestListener {
  return (_, response) => {
    response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end('<html>');
  };
}
