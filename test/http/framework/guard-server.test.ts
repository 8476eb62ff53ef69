import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { guardServer, onServerStart } from '../../../lib/http/framework/guard-server.ts';
import { closeServer, listen } from '../../support/local-server.ts';

/** Posts a body to whatever listens there; the answer's text. */
async function posted(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":',
  });
  return answer.text();
}

async function listening(
  server: ReturnType<typeof createServer>,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const port = await listen(server);
  try {
    await use(port);
  } finally {
    await closeServer(server);
  }
}

describe('the bodies of requests to the framework', () => {
  before(() =>
    http('body', async (request, response) => {
      response.send(`${String(request.rawBody)} ${await text(request)}`);
    }),
  );

  it('are left to the function, unread and not parsed, by the channel of servers that listen', () => {
    onServerStart(() => undefined);
    return listening(getTestServer('body'), async (port) => {
      assert.equal(await posted(port), 'undefined {"a":');
      assert.equal(await posted(port), 'undefined {"a":');
    });
  });

  it('are hidden for the first HTTP server that listens, and for no other', async () => {
    const lengths = (): ReturnType<typeof createServer> =>
      createServer(({ headers }, response) => void response.end(String(headers['content-length'])));
    onServerStart(() => undefined);
    const tcp = createTcpServer();
    await listen(tcp);
    tcp.close();
    await listening(lengths(), async (port) => assert.equal(await posted(port), 'undefined'));
    await listening(lengths(), async (port) => assert.equal(await posted(port), '5'));
  });

  for (const target of ['/%zz', '/%', '*', 'http://a/%zz'])
    it(`are answered without the framework where the path is ${target}`, async () => {
      const server = getTestServer('body');
      guardServer(server);
      await listening(server, async (port) => {
        const socket = connect(port, '127.0.0.1');
        socket.write(
          `${target === '*' ? 'OPTIONS' : 'POST'} ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
        );
        const said = await text(socket);
        assert.match(said, /^HTTP\/1\.1 400 [^]*application\/problem\+json/);
        assert.doesNotMatch(said, /node_modules|<html/);
      });
    });

  it('are left to the function in absolute form too', async () => {
    const server = getTestServer('body');
    guardServer(server);
    await listening(server, async (port) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(
        'POST http://a.example/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}',
      );
      assert.match(await text(socket), /^HTTP\/1\.1 200 [^]*undefined \{\}$/);
    });
  });
});
