import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { listen, type Handler, type Listener } from '../../lib/sandbox/listener.ts';
import { authority } from '../support/tls-certificate.ts';

const ok: Handler = async (_request, response) => {
  response.end('ok');
};

describe('sandbox listener', () => {
  let listener: Listener;
  afterEach(() => listener.close());

  async function socketTo(url: string): Promise<Socket> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  it('serves HTTPS with the certificate that it is given', async () => {
    const ca = authority();
    listener = await listen({ port: 0, tls: ca.issue('cluster') }, ok);
    assert.match(listener.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const body = await new Promise((resolve, reject) => {
      request(listener.url, { ca: ca.cert }, (response) => {
        resolve(text(response));
      })
        .on('error', reject)
        .end();
    });
    assert.equal(body, 'ok');
    await assert.rejects(fetch(listener.url));
  });

  it('rejects a port that is taken', async () => {
    listener = await listen({ port: 0, tls: undefined }, ok);
    const port = Number(new URL(listener.url).port);
    await assert.rejects(listen({ port, tls: undefined }, ok), { code: 'EADDRINUSE' });
  });

  it('destroys the socket of a request whose handler fails', async () => {
    listener = await listen({ port: 0, tls: undefined }, () => Promise.reject(new Error('from the test')));
    await assert.rejects(fetch(listener.url));
  });

  it('closes at once under a request without an answer', async () => {
    const asked = Promise.withResolvers<undefined>();
    listener = await listen({ port: 0, tls: undefined }, async () => {
      asked.resolve(undefined);
    });
    const lost = assert.rejects(fetch(listener.url));
    await asked.promise;
    await Promise.all([listener.close(), lost]);
    await assert.rejects(socketTo(listener.url), { code: 'ECONNREFUSED' });
  });

  it('closes at once under a TLS handshake that nobody finishes', async () => {
    listener = await listen({ port: 0, tls: authority().issue('cluster') }, ok);
    const socket = await socketTo(listener.url);
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    await Promise.all([listener.close(), closed]);
  });
});
