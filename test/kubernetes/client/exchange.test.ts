import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { readResponse } from '../../../lib/kubernetes/client/api-response.ts';
import { freePort } from '../../support/free-ports.ts';
import { withTcp } from '../../support/local-server.ts';
import { answer, GET, over, PATCH, readText, withTransport } from '../../support/loopback.ts';
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
      for (let i = 0; i < 3; i += 1) await readResponse(await transport.stream(GET));
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
        await rejectsWith('CutStream', readText(body));
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

function cutting(socket: Socket): void {
  socket.once('data', () => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"a"'));
}
