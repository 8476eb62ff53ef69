import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import sinon from 'sinon';
import { openHttpServer, type HttpServerOptions } from '../../lib/http/server.ts';
import { textResponse } from '../../lib/http/http-response.ts';

const options: HttpServerOptions = {
  port: 0,
  host: '127.0.0.1',
  handle: async ({ method, url, readBody }) => {
    const body = await readBody({ maxBytes: 10, gzip: false });
    return textResponse(200, 'text/plain', `${method} ${url} ${body.length}`);
  },
  refusing: { logRefusal: () => undefined, project: undefined },
};

/** What a server says to this text on one connection, and whether it then ends it. */
async function conversation(port: number, text: string, until: (said: string) => boolean): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).setEncoding('latin1');
  let said = '';
  const enough = Promise.withResolvers<void>();
  socket.on('data', (chunk: string) => {
    said += chunk;
    if (until(said)) enough.resolve();
  });
  socket.on('close', () => {
    said += '(closed)';
    enough.resolve();
  });
  socket.write(text);
  await enough.promise;
  socket.destroy();
  return said;
}

const statuses = (said: string): readonly string[] =>
  Array.from(said.matchAll(/HTTP\/1\.1 (\d+)/g), ([, status = '']) => status);

describe('the HTTP server', () => {
  it('hands over what came, and writes what is answered', async () => {
    const server = await openHttpServer(options);
    const answer = await fetch(`http://127.0.0.1:${server.port}/a?b`, { method: 'POST', body: '12345' });
    assert.deepEqual([answer.status, await answer.text()], [200, 'POST /a?b 5\n']);
    assert.equal(await server.drain(1_000), true);
  });

  const refuses: HttpServerOptions['handle'] = () => Promise.resolve(textResponse(401, 'text/plain', 'no'));

  it('answers before a body has come, and serves the next request on the connection once it has', async () => {
    const server = await openHttpServer({ ...options, handle: refuses });
    const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n';
    const said = await conversation(
      server.port,
      `${post}12345${post}12345`,
      (all) => statuses(all).length === 2,
    );
    assert.deepEqual([statuses(said), said.includes('connection: close')], [['401', '401'], false]);
    await server.drain(1_000);
  });

  it('ends the connection of who goes on sending what nobody reads', async () => {
    const server = await openHttpServer({ ...options, handle: refuses });
    const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n1';
    const said = await conversation(server.port, post, (all) => all.includes('(closed)'));
    assert.deepEqual([statuses(said), said.endsWith('(closed)')], [['401'], true]);
    await server.drain(1_000);
  });

  it('reads no body that its handler does not ask for', async () => {
    const server = await openHttpServer({
      ...options,
      handle: () => Promise.resolve(textResponse(200, 'text/plain', '')),
    });
    const get = 'GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n';
    assert.deepEqual(statuses(await conversation(server.port, get, (all) => all.includes('200'))), ['200']);
    await server.drain(10_000);
  });

  it('on loopback refuses what is meant for another host, and hands nothing over', async () => {
    const server = await openHttpServer({ ...options, handle: () => assert.fail('nothing is handled') });
    const get = 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n';
    assert.deepEqual(statuses(await conversation(server.port, get, (all) => all.includes('HTTP'))), ['421']);
    await server.drain(1_000);
  });

  it('takes the whole URI as a target too, of which the path and the host count', async () => {
    const server = await openHttpServer(options);
    const status = async (request: string): Promise<string> =>
      conversation(server.port, request, (all) => /\n.*\n$/.test(all));
    const ends = 'Connection: close\r\n\r\n';
    const said = await status(`GET http://localhost/a?b HTTP/1.1\r\nHost: evil.example\r\n${ends}`);
    assert.match(said, /^HTTP\/1\.1 200 [^]*GET \/a\?b 0/);
    const foreign = await status(`GET http://evil.example/a HTTP/1.1\r\nHost: localhost\r\n${ends}`);
    assert.deepEqual(statuses(foreign), ['421']);
    await server.drain(1_000);
  });

  it('holds no more bytes of bodies than its budget, and all of it again when they are done', async () => {
    const gate = Promise.withResolvers<void>();
    const read = Promise.withResolvers<void>();
    const handle: HttpServerOptions['handle'] = async ({ readBody }) => {
      try {
        await readBody({ maxBytes: 10, gzip: false });
      } catch {
        return textResponse(503, 'text/plain', '');
      }
      read.resolve();
      await gate.promise;
      return textResponse(200, 'text/plain', '');
    };
    const server = await openHttpServer({ ...options, handle, maxBodies: 20_000 });
    const post = async (): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST', body: '123456' });
      await answer.arrayBuffer();
      return answer.status;
    };
    const first = post();
    await read.promise;
    assert.equal(await post(), 503);
    gate.resolve();
    assert.deepEqual([await first, await post()], [200, 200]);
    await server.drain(1_000);
  });

  it('serves on while it lingers, and each answer ends its connection', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const server = await openHttpServer(options);
      const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
      const kept = await conversation(server.port, get + get, (all) => statuses(all).length === 2);
      const lingering = server.linger(10_000);
      await clock.tickAsync(9_999);
      const ended = await conversation(server.port, get + get, (all) => all.includes('(closed)'));
      assert.deepEqual([statuses(kept), statuses(ended)], [['200', '200'], ['200']]);
      await clock.tickAsync(1);
      await lingering;
      assert.equal(await server.drain(1_000), true);
    } finally {
      clock.restore();
    }
  });

  it('ends the connection with each answer while too many are open, so that idle ones take no place', async () => {
    const server = await openHttpServer({ ...options, maxKeptConnections: 1 });
    const idle = connect(server.port, '127.0.0.1');
    await once(idle, 'connect');
    const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const ended = await conversation(server.port, get + get, (all) => all.includes('(closed)'));
    idle.destroy();
    assert.deepEqual([statuses(ended), ended.endsWith('(closed)')], [['200'], true]);
    await server.drain(1_000);
  });

  it('finishes what is at work when it drains, and takes nothing new', async () => {
    const begun = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const server = await openHttpServer({
      ...options,
      handle: async () => {
        begun.resolve();
        await over.promise;
        return textResponse(200, 'text/plain', 'done');
      },
    });
    const url = `http://127.0.0.1:${server.port}/`;
    const answer = fetch(url);
    await begun.promise;
    const drained = server.drain(60_000);
    await assert.rejects(fetch(url));
    over.resolve();
    assert.deepEqual([(await answer).status, await drained], [200, true]);
  });

  it('aborts what takes longer', async () => {
    const begun = Promise.withResolvers<void>();
    let reason = false;
    const server = await openHttpServer({
      ...options,
      handle: async (_request, signal) => {
        begun.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        reason = signal.aborted;
        return textResponse(200, 'text/plain', '');
      },
    });
    const answer = fetch(`http://127.0.0.1:${server.port}/`).catch(() => undefined);
    await begun.promise;
    assert.equal(await server.drain(1), false);
    await answer;
    assert.equal(reason, true);
  });

  it('aborts a body that does not come, and still answers its caller', async () => {
    const begun = Promise.withResolvers<void>();
    const server = await openHttpServer({
      ...options,
      handle: async ({ readBody }) => {
        const body = readBody({ maxBytes: 10, gzip: false });
        begun.resolve();
        return body.then(
          () => textResponse(200, 'text/plain', ''),
          () => textResponse(408, 'text/plain', ''),
        );
      },
    });
    const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n1';
    const said = conversation(server.port, post, (all) => all.includes('(closed)'));
    await begun.promise;
    assert.equal(await server.drain(1), false);
    assert.deepEqual(statuses(await said), ['408']);
  });

  it('says where it cannot listen', async () => {
    const server = await openHttpServer(options);
    await assert.rejects(openHttpServer({ ...options, port: server.port }), { code: 'EADDRINUSE' });
    await server.drain(1_000);
  });
});
