import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readAnswer } from '../../../lib/kubernetes/client/response.ts';
import { freePort } from '../../support/free-ports.ts';
import { withTcp } from '../../support/local-server.ts';
import { answer, GET, over, PATCH, textOf, withTransport } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { until } from '../../support/until.ts';

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

  it('that are handed from one request to a waiting one are not waited for again', async () => {
    const sockets = new Set<Socket>();
    const listener: RequestListener = (request, response) => {
      sockets.add(request.socket);
      setTimeout(() => answer(response, 200, {}), 200);
    };
    const limits = { connections: 1, connectMs: 50 };
    await withTransport(
      listener,
      (transport) => Promise.all([transport.json(GET), transport.json(GET), transport.json(GET)]),
      limits,
    );
    assert.equal(sockets.size, 1);
  });

  it('are kept after an error answer too', async () => {
    const sockets = new Set<Socket>();
    const listener: RequestListener = (request, response) => {
      sockets.add(request.socket);
      answer(response, 422, {});
    };
    await withTransport(listener, async (transport) => {
      for (let i = 0; i < 3; i += 1) await readAnswer(await transport.stream(GET));
    });
    assert.equal(sockets.size, 1);
  });

  it('are kept for the next event, a few of them, and the others closed', async () => {
    const open = new Set<Socket>();
    let waiting: (() => void)[] = [];
    const listener: RequestListener = (request, response) => {
      open.add(request.socket);
      request.socket.once('close', () => open.delete(request.socket));
      waiting.push(() => answer(response, 200, {}));
      // All have to be there before the first is answered, or a connection would do for two.
      if (waiting.length === 6) for (const reply of waiting) reply();
    };
    await withTransport(
      listener,
      async (transport) => {
        await Promise.all(Array.from({ length: 6 }, () => transport.json(GET)));
        await until(() => open.size === 2);
        const kept = new Set(open);
        waiting = Array.from({ length: 4 }, () => () => undefined);
        await Promise.all([transport.json(GET), transport.json(GET)]);
        assert.deepEqual(open, kept);
      },
      { keptConnections: 2 },
    );
  });

  it('are let go when nothing was sent over them for a while, and only those', async () => {
    const closed: Promise<unknown>[] = [];
    // Longer silent than an unused connection may be: it is waited on, so it is not unused.
    const listener: RequestListener = (request, response) => {
      if (request.url === '/slow') setTimeout(() => answer(response, 200, {}), 200);
      else answer(response, 200, {});
      closed.push(once(request.socket, 'close'));
    };
    await withTransport(
      listener,
      async (transport) => {
        const slow = await transport.json({ ...GET, path: '/slow' });
        assert.equal(slow.status, 200);
        await transport.json(GET);
        // The test would wait for ever here if they stayed.
        await Promise.all(closed);
        assert.equal((await transport.json(GET)).status, 200);
      },
      { idleMs: 50 },
    );
  });

  it('that were silent for long while they were used are let go when they are not any more', async () => {
    const closed: Promise<unknown>[] = [];
    const listener: RequestListener = (request, response) => {
      closed.push(once(request.socket, 'close'));
      setTimeout(() => answer(response, 200, {}), 200);
    };
    await withTransport(
      listener,
      async (transport) => {
        assert.equal((await transport.json(GET)).status, 200);
        await Promise.all(closed);
      },
      { idleMs: 50 },
    );
    assert.equal(closed.length, 1);
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
        over(
          url,
          async (transport) => {
            await Promise.all(Array.from({ length: 10 }, () => transport.json(GET)));
            assert.equal(idle.size, 10);
            dead = true;
            assert.equal((await transport.json(request)).status, 200);
            const more = await Promise.all(Array.from({ length: 10 }, () => transport.json(request)));
            assert.ok(more.every(({ status }) => status === 200));
          },
          { keptConnections: 10 },
        ),
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
        over(new URL(`https://${url.host}`), (it) => rejectsWith('ConnectTimeout', it.json(GET)), {
          connectMs: 50,
        }),
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
