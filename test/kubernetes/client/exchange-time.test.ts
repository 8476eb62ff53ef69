import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { withTcp } from '../../support/local-server.ts';
import { answer, GET, over, readText, withTransport } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

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
        assert.equal((await readText(body)).length, 30);
      },
      { answerMs: 400, silenceMs: 400 },
    );
  });

  it('for a streamed answer ends where no byte comes', async () => {
    await withTransport(
      beginning,
      async (transport) => {
        const { body } = await transport.stream(GET);
        await rejectsWith('Timeout', readText(body));
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
        const rest = rejectsWith('OutOfTime', readText(received.body));
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
      await rejectsWith('OutOfTime', readText(body));
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
