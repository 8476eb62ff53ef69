import assert from 'node:assert/strict';
import { openHttpServer, type HttpServerOptions } from '../../lib/serve/http-server.ts';
import { answerText } from '../../lib/callback/answer.ts';

const options: HttpServerOptions = {
  port: 0,
  host: '127.0.0.1',
  limitOf: () => 10,
  handle: ({ method, url, body }) =>
    Promise.resolve(answerText(200, 'text/plain', `${method} ${url} ${body.length}`)),
};

describe('the HTTP server', () => {
  it('hands over what came, and writes what is answered', async () => {
    const server = await openHttpServer(options);
    const answer = await fetch(`http://127.0.0.1:${server.port}/a?b`, { method: 'POST', body: '12345' });
    assert.deepEqual([answer.status, await answer.text()], [200, 'POST /a?b 5\n']);
    assert.equal(await server.drain(1_000), true);
  });

  it('reads no more than the limit', async () => {
    const server = await openHttpServer(options);
    const answer = await fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST', body: 'x'.repeat(11) });
    assert.equal(answer.status, 413);
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
        return answerText(200, 'text/plain', 'done');
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
        return answerText(200, 'text/plain', '');
      },
    });
    const answer = fetch(`http://127.0.0.1:${server.port}/`).catch(() => undefined);
    await begun.promise;
    assert.equal(await server.drain(1), false);
    await answer;
    assert.equal(reason, true);
  });

  it('says where it cannot listen', async () => {
    const server = await openHttpServer(options);
    await assert.rejects(openHttpServer({ ...options, port: server.port }), { code: 'EADDRINUSE' });
    await server.drain(1_000);
  });
});
