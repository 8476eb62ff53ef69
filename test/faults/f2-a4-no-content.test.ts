import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { openHttpServer } from '../../lib/http/server.ts';
import { textResponse } from '../../lib/http/http-response.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { EMAIL, token, withCertificates } from '../support/google-certificates.ts';
import { CALLERS, whileServing } from './served.ts';

/** All that a server sends to this text on one connection, until it ends the connection. */
async function conversation(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  const ended = Promise.withResolvers<void>();
  let said = '';
  socket.on('data', (chunk: string) => (said += chunk));
  socket.on('error', ended.reject).on('close', () => ended.resolve());
  socket.write(text);
  await ended.promise;
  return said;
}

/** Fields that announce or frame content. */
function framing(head: string): readonly string[] {
  const names = head.split('\r\n').map((line) => line.split(':', 1).join('').toLowerCase());
  return names.filter((name) => ['content-length', 'content-type', 'transfer-encoding'].includes(name));
}

const LAST = 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

describe('an answer that has no content', () => {
  for (const status of [102, 103, 204, 304]) {
    it(`has no length and no body on the wire: ${status}`, async () => {
      const server = await openHttpServer({
        port: 0,
        host: '127.0.0.1',
        handle: () => Promise.resolve(textResponse(status, 'text/plain', 'text')),
        refusing: { logRefusal: () => undefined, project: undefined },
      });
      const said = await conversation(server.port, LAST);
      await server.drain(1_000);
      const [head = '', ...body] = said.split('\r\n\r\n');
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
      assert.deepEqual([framing(head), body], [[], ['']]);
    });
  }
});

describe('a push that serve has handled', () => {
  it('is answered 204 without a length, and the next answer follows at once', () =>
    withCertificates((certificates) =>
      whileServing(
        async ({ url }) => {
          const said = await conversation(Number(new URL(url).port), push() + LAST);
          const [acknowledgement = '', next = ''] = said.split('\r\n\r\n');
          assert.match(acknowledgement, /^HTTP\/1\.1 204 /);
          assert.match(next, /^HTTP\/1\.1 200 /);
          assert.deepEqual(framing(acknowledgement), []);
        },
        {
          certificates,
          more: `${CALLERS.replace(EMAIL, 'api@shop.iam.gserviceaccount.com')}repositories: ['**']
pushers: [{ email: '${EMAIL}', topics: [projects/shop/topics/gcr] }]\n`,
        },
      ),
    ));
});

/** A request of Pub/Sub, as it goes over the wire. */
function push(): string {
  const event = { action: 'INSERT', tag: `${REPOSITORY}:v1`, digest: `${REPOSITORY}@${digest(1)}` };
  const message = {
    data: btoa(JSON.stringify(event)),
    messageId: '1',
    publishTime: new Date().toISOString(),
  };
  const body = JSON.stringify({ message });
  const fields = [
    'Host: localhost',
    `Authorization: Bearer ${token()}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  return `POST /projects/shop/topics/gcr HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n${body}`;
}
