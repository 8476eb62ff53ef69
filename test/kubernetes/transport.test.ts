import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { Fault } from '../../lib/core/fault.ts';
import type { Connection } from '../../lib/kubernetes/connection.ts';
import { LIMITS, type Limits } from '../../lib/kubernetes/limits.ts';
import { openTransport, type Transport } from '../../lib/kubernetes/transport.ts';
import { selfSigned } from './certificate.ts';
import { freePort, whileListening, withHttp, withTcp } from './local-server.ts';
import { rejectsWith } from './rejects-with.ts';

const { signal } = new AbortController();
const GET = { method: 'GET', path: '/apis/x', signal } as const;
const PATCH = { ...GET, method: 'PATCH', body: '[]', contentType: 'application/json-patch+json' } as const;

/** Uses a transport to a server, and closes it. */
async function over<T>(
  connection: URL | Connection,
  use: (transport: Transport) => Promise<T>,
  limits: Partial<Limits> = {},
): Promise<T> {
  const to = connection instanceof URL ? { server: connection } : connection;
  const transport = openTransport(to, { ...LIMITS, ...limits });
  try {
    return await use(transport);
  } finally {
    transport.close();
  }
}

function withTransport<T>(
  listener: RequestListener,
  use: (transport: Transport) => Promise<T>,
  limits: Partial<Limits> = {},
): Promise<T> {
  return withHttp(listener, (url) => over(url, use, limits));
}

function answering(status: number, body: unknown): RequestListener {
  return (_, response) => answer(response, status, body);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('the transport', () => {
  it('sends method, path behind that of the server, query, headers and body', async () => {
    await withHttp(echoing, (url) =>
      over(new URL('/prefix/', url), async (transport) => {
        const query = { limit: '500', continue: 'a+b/c=&d' };
        const { status, body } = await transport.json({ ...PATCH, query, body: '[{"ä":1}]' });
        assert.equal(status, 200);
        assert.partialDeepStrictEqual(body, {
          method: 'PATCH',
          url: '/prefix/apis/x?limit=500&continue=a%2Bb%2Fc%3D%26d',
          headers: {
            host: url.host,
            accept: 'application/json',
            'content-type': 'application/json-patch+json',
            'content-length': '10',
          },
          body: '[{"ä":1}]',
        });
      }),
    );
  });

  it('sends no credentials where the connection has none, in the address neither', async () => {
    await withHttp(echoing, async (url) => {
      const server = new URL(`http://user:secret@${url.host}`);
      const { body } = await over(server, (transport) => transport.json(GET));
      assert.equal(JSON.stringify(body).includes('authorization'), false);
    });
  });

  it('asks for the media type that it is told', async () => {
    await withTransport(echoing, async (transport) => {
      const { body } = await transport.json({ ...GET, accept: 'application/x' });
      assert.partialDeepStrictEqual(body, { headers: { accept: 'application/x' } });
    });
  });

  for (const status of [400, 403, 404, 409, 410, 422, 429, 500, 503]) {
    it(`hands a ${status} over`, async () => {
      await withTransport(answering(status, { kind: 'Status' }), async (transport) => {
        const { status: came, body } = await transport.json(GET);
        assert.deepEqual([came, body], [status, { kind: 'Status' }]);
      });
    });
  }

  it('hands over an error that is no JSON, and its Retry-After', async () => {
    await withTransport(unavailable, async (transport) => {
      assert.deepEqual(await transport.json(GET), {
        status: 503,
        body: undefined,
        text: '<html>',
        retryAfter: '7',
        request: (await transport.json(GET)).request,
      });
    });
  });

  it('takes a 200 or a redirection without JSON for another server', async () => {
    for (const status of [200, 302]) {
      const listener: RequestListener = (_, response) => void response.writeHead(status).end('<html>');
      await withTransport(listener, (transport) => rejectsWith('UnexpectedAnswer', transport.json(GET)));
    }
  });

  it('takes an answer that is too large for another server', async () => {
    await withTransport(
      answering(200, 'x'.repeat(2000)),
      (transport) => rejectsWith('UnexpectedAnswer', transport.json(GET)),
      { bodyBytes: 1000 },
    );
  });

  it('takes what is no HTTP for another server', async () => {
    await withTcp(
      (socket) => void socket.end('SSH-2.0-OpenSSH_9\r\n'),
      (url) => over(url, (transport) => rejectsWith('UnexpectedAnswer', transport.json(GET))),
    );
  });

  it('gives a streamed body as it arrives', async () => {
    const begun: ServerResponse[] = [];
    const listener: RequestListener = (_, response) => {
      response.write('one');
      begun.push(response);
    };
    await withTransport(listener, async (transport) => {
      const { status, body } = await transport.stream(GET);
      assert.equal(status, 200);
      const came: string[] = [];
      for await (const chunk of body) {
        came.push(chunk.toString());
        begun.pop()?.end('two');
      }
      assert.deepEqual(came, ['one', 'two']);
    });
  });
});

describe('the token', () => {
  const secret = 'very-secret';
  const token = (): Promise<string> => Promise.resolve(secret);

  it('is asked for with every request', async () => {
    const seen: unknown[] = [];
    const listener: RequestListener = (request, response) => {
      seen.push(request.headers.authorization);
      answer(response, 200, {});
    };
    await withHttp(listener, async (server) => {
      let count = 0;
      const counted = (): Promise<string> => Promise.resolve(`${(count += 1)}`);
      await over({ server, token: counted }, async (transport) => {
        await transport.json(GET);
        await transport.json(GET);
      });
    });
    assert.deepEqual(seen, ['Bearer 1', 'Bearer 2']);
  });

  it('is renewed once where it is not accepted', async () => {
    const asked: boolean[] = [];
    await withHttp(wantingFresh, (server) =>
      over(withTokens(server, asked), async (transport) => {
        assert.equal((await transport.json(PATCH)).status, 200);
        assert.deepEqual(asked, [false, true]);
        assert.equal(await textOf((await transport.stream(GET)).body), '{}');
      }),
    );
  });

  it('is given up on where it is not accepted twice', async () => {
    const asked: boolean[] = [];
    await withHttp(answering(401, { kind: 'Status', message: 'bad token' }), async (server) => {
      const refused = over(withTokens(server, asked), (transport) => transport.json(GET));
      assert.ok((await rejectsWith('Unauthorized', refused)).message.includes('bad token'));
    });
    assert.deepEqual(asked, [false, true]);
  });

  it('is not asked for where the connection has none', async () => {
    await withTransport(answering(401, {}), (transport) => rejectsWith('Unauthorized', transport.json(GET)));
  });

  it('is in no fault', async () => {
    const faults: Fault[] = [];
    await withHttp(answering(401, {}), async (server) => {
      faults.push(await over({ server, token }, (it) => rejectsWith('Unauthorized', it.json(GET))));
    });
    const server = new URL(`http://127.0.0.1:${await freePort()}`);
    faults.push(await over({ server, token }, (it) => rejectsWith('Unreachable', it.json(GET))));
    for (const { message, stack } of faults) assert.equal(`${message}${stack}`.includes(secret), false);
  });

  it('that can not be had ends the request with that fault', async () => {
    const fault = new Fault('Unauthorized', 'no identity');
    await withHttp(answering(200, {}), async (server) => {
      const ended = over({ server, token: () => Promise.reject(fault) }, (it) => it.json(GET));
      assert.equal(await rejectsWith('Unauthorized', ended), fault);
    });
  });
});

describe('connections', () => {
  it('are kept, and at most as many as allowed', async () => {
    const sockets = new Set<Socket>();
    const listener: RequestListener = (request, response) => {
      sockets.add(request.socket);
      setImmediate(() => answer(response, 200, {}));
    };
    await withTransport(
      listener,
      async (transport) => {
        for (let round = 0; round < 3; round += 1) {
          await Promise.all(Array.from({ length: 12 }, () => transport.json(GET)));
        }
      },
      { connections: 3 },
    );
    assert.equal(sockets.size, 3);
  });

  it('are kept after an error answer too', async () => {
    const sockets = new Set<Socket>();
    const listener: RequestListener = (request, response) => {
      sockets.add(request.socket);
      answer(response, 422, {});
    };
    await withTransport(listener, async (transport) => {
      for (let i = 0; i < 3; i += 1) await transport.answer(GET, await transport.stream(GET));
    });
    assert.equal(sockets.size, 1);
  });

  for (const request of [GET, PATCH]) {
    it(`that died while nothing was sent are replaced, all ten of them, for a ${request.method}`, async () => {
      let served = 0;
      const idle = new Set<Socket>();
      let dead = false;
      // Each connection answers until the pool is full, then drops whatever is written to it.
      const connected = (socket: Socket): void => {
        const old = !dead;
        if (old) idle.add(socket);
        socket.on('data', () => {
          if (old && dead) return socket.resetAndDestroy();
          served += 1;
          const reply = (): void => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
          // All ten requests have to be there before the first is answered, or a connection would do for two.
          if (dead) reply();
          else socket.once('filled', reply);
          if (!dead && served === 10) for (const each of idle) each.emit('filled');
          return undefined;
        });
      };
      await withTcp(connected, (url) =>
        over(url, async (transport) => {
          await Promise.all(Array.from({ length: 10 }, () => transport.json(GET)));
          assert.equal(idle.size, 10);
          dead = true;
          assert.equal((await transport.json(request)).status, 200);
          const more = await Promise.all(Array.from({ length: 10 }, () => transport.json(request)));
          assert.ok(more.every(({ status }) => status === 200));
        }),
      );
    });
  }

  it('that are reset on their first request are not tried again', async () => {
    let connections = 0;
    const connected = (socket: Socket): void => {
      connections += 1;
      socket.once('data', () => socket.resetAndDestroy());
    };
    await withTcp(connected, (url) => over(url, (it) => rejectsWith('Unreachable', it.json(GET))));
    assert.equal(connections, 1);
  });

  it('that are refused make the server unreachable, and the message says where and why', async () => {
    const server = new URL(`http://127.0.0.1:${await freePort()}/k8s`);
    const { message, cause } = await over(server, (it) => rejectsWith('Unreachable', it.json(PATCH)));
    for (const part of ['PATCH', `${server.href}/apis/x`, 'ECONNREFUSED']) assert.ok(message.includes(part));
    assert.ok(cause instanceof Error);
  });

  it('that end in the middle of an answer are Unreachable, and of a streamed one CutStream', async () => {
    await withTcp(cutting, (url) =>
      over(url, async (transport) => {
        await rejectsWith('Unreachable', transport.json(GET));
        const { body } = await transport.stream(GET);
        await rejectsWith('CutStream', textOf(body));
      }),
    );
  });

  it('are given back when a streamed body is left early', async () => {
    const closed: Promise<unknown>[] = [];
    const listener: RequestListener = (_, response) => {
      closed.push(once(response, 'close'));
      response.write('x');
    };
    await withTransport(
      listener,
      async (transport) => {
        for (let i = 0; i < 3; i += 1) {
          for await (const chunk of (await transport.stream(GET)).body) if (chunk.length > 0) break;
        }
        await Promise.all(closed);
      },
      { connections: 1 },
    );
    assert.equal(closed.length, 3);
  });
});

describe('time', () => {
  it('for a TLS connection is limited', async () => {
    await withTcp(
      () => undefined,
      (url) =>
        over(new URL(`https://${url.host}`), (it) => rejectsWith('Timeout', it.json(GET)), { connectMs: 50 }),
    );
  });

  it('for an answer is limited', async () => {
    await withTransport(
      () => undefined,
      async (transport) => {
        await rejectsWith('Timeout', transport.json(GET));
        await rejectsWith('Timeout', transport.stream(GET));
      },
      { answerMs: 50 },
    );
  });

  it('for the whole of an ordinary answer is limited, however steadily it drips', async () => {
    await withTransport(dripping(20), (transport) => rejectsWith('Timeout', transport.json(GET)), {
      answerMs: 200,
    });
  });

  it('for a streamed answer is not limited while it drips', async () => {
    await withTransport(
      dripping(20, 30),
      async (transport) => {
        const { body } = await transport.stream(GET);
        assert.equal((await textOf(body)).length, 30);
      },
      { answerMs: 400, silenceMs: 400 },
    );
  });

  it('for a streamed answer ends where no byte comes', async () => {
    await withTransport(
      beginning,
      async (transport) => {
        const { body } = await transport.stream(GET);
        await rejectsWith('Timeout', textOf(body));
      },
      { silenceMs: 50 },
    );
  });

  it('that the reader takes is not the server’s silence', async () => {
    await withTransport(
      answeringMuch,
      async (transport) => {
        let size = 0;
        for await (const chunk of (await transport.stream(GET)).body) {
          if (size === 0) await new Promise((resolve) => setTimeout(resolve, 300));
          size += chunk.length;
        }
        assert.equal(size, 1_000_000);
      },
      { silenceMs: 100 },
    );
  });

  it('spent waiting for a free connection is not the server’s', async () => {
    await withTransport(
      answeringLate,
      async (transport) => {
        const answers = await Promise.all(Array.from({ length: 10 }, () => transport.json(GET)));
        assert.ok(answers.every(({ status }) => status === 200));
      },
      { connections: 1, answerMs: 400 },
    );
  });

  it('that ran out on a kept connection has the others replaced', async () => {
    let asleep = false;
    const old = new Set<Socket>();
    const connected = (socket: Socket): void => {
      if (!asleep) old.add(socket);
      socket.on('data', () => {
        if (!(asleep && old.has(socket)))
          setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'), 20);
      });
    };
    await withTcp(connected, (url) =>
      over(
        url,
        async (transport) => {
          await Promise.all(Array.from({ length: 5 }, () => transport.json(GET)));
          assert.equal(old.size, 5);
          asleep = true;
          await rejectsWith('Timeout', transport.json(GET));
          assert.equal((await transport.json(GET)).status, 200);
        },
        { answerMs: 400 },
      ),
    );
  });

  it('is up when the caller says so: before, while waiting, in the body, in the queue', async () => {
    await withTransport(
      beginningBody,
      async (transport) => {
        await rejectsWith('OutOfTime', transport.json({ ...GET, signal: AbortSignal.abort() }));
        const body = new AbortController();
        const received = await transport.stream({ ...GET, path: '/body', signal: body.signal });
        const rest = rejectsWith('OutOfTime', textOf(received.body));
        const waiting = new AbortController();
        const ends = [1, 2, 3].map(() =>
          rejectsWith('OutOfTime', transport.json({ ...GET, signal: waiting.signal })),
        );
        setImmediate(() => waiting.abort());
        await Promise.all(ends);
        body.abort();
        await rest;
      },
      { connections: 2 },
    );
  });

  it('that is up before the body is read is no cut stream', async () => {
    await withTransport(beginning, async (transport) => {
      const controller = new AbortController();
      const { body } = await transport.stream({ ...GET, signal: controller.signal });
      controller.abort();
      await new Promise((resolve) => setImmediate(resolve));
      await rejectsWith('OutOfTime', textOf(body));
    });
  });
});

describe('TLS', () => {
  const { cert, key } = selfSigned();
  const other = selfSigned();

  function withTls<T>(use: (url: URL) => Promise<T>): Promise<T> {
    return whileListening(createTlsServer({ cert, key }, answering(200, {})), use, 'https');
  }

  it('trusts the certificate of the connection', async () => {
    await withTls((server) =>
      over({ server, tls: { ca: cert } }, async (transport) => {
        assert.equal((await transport.json(GET)).status, 200);
        assert.equal((await transport.json(PATCH)).status, 200);
      }),
    );
  });

  it('checks the name that the connection gives', async () => {
    await withTls(async (server) => {
      const to = (servername: string): Connection => ({ server, tls: { ca: cert, servername } });
      assert.equal((await over(to('cluster.test'), (it) => it.json(GET))).status, 200);
      await over(to('other.test'), (it) => rejectsWith('Unreachable', it.json(GET)));
    });
  });

  it('trusts no other certificate', async () => {
    await withTls(async (server) => {
      await over({ server, tls: { ca: other.cert } }, (it) => rejectsWith('Unreachable', it.json(GET)));
      await over({ server }, (it) => rejectsWith('Unreachable', it.json(GET)));
    });
  });

  it('asked of a server without it makes that unreachable', async () => {
    await withHttp(answering(200, {}), (url) =>
      over(new URL(`https://${url.host}`), (it) => rejectsWith('Unreachable', it.json(GET))),
    );
  });
});

/** A connection whose tokens are `stale`, and `fresh` when renewed; notes what it was asked for. */
function withTokens(server: URL, asked: boolean[]): Connection {
  return {
    server,
    token: ({ renew }) => {
      asked.push(renew);
      return Promise.resolve(renew ? 'fresh' : 'stale');
    },
  };
}

function wantingFresh(request: IncomingMessage, response: ServerResponse): void {
  answer(response, request.headers.authorization === 'Bearer fresh' ? 200 : 401, {});
}

function echoing(request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request;
  void textOf(request).then((body) => answer(response, 200, { method, url, headers, body }));
}

function unavailable(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '7' }).end('<html>');
}

function beginning(_: IncomingMessage, response: ServerResponse): void {
  response.write('x');
}

function beginningBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/body') response.write('x');
}

function answeringMuch(_: IncomingMessage, response: ServerResponse): void {
  response.end(Buffer.alloc(1_000_000));
}

function answeringLate(_: IncomingMessage, response: ServerResponse): void {
  setTimeout(() => answer(response, 200, {}), 60);
}

function cutting(socket: Socket): void {
  socket.once('data', () => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"a"'));
}

function dripping(everyMs: number, count = Infinity): RequestListener {
  return (_, response) => {
    let left = count;
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) return void response.write('x');
      clearInterval(timer);
      return void response.end('x');
    }, everyMs);
    response.on('close', () => clearInterval(timer));
  };
}
