import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { responseSent } from '../../lib/http/response-sent.ts';
import { whileListening } from '../support/local-server.ts';

function connection({ destroyed = false } = {}) {
  return Object.assign(new EventEmitter(), { destroyed });
}

/** An answer on this connection. */
function answer(socket: ReturnType<typeof connection>, { closed = false } = {}) {
  return Object.assign(new EventEmitter(), { closed, req: { socket } });
}

describe('an answer', () => {
  it('is sent when it is closed, and leaves nothing on the connection, which may bring more', async () => {
    const socket = connection();
    const answers = Array.from({ length: 20 }, () => answer(socket));
    const sent = Promise.all(answers.map(responseSent));
    assert.equal(socket.listenerCount('close'), 1);
    for (const each of answers) each.emit('close');
    await sent;
    assert.equal(socket.listenerCount('close'), 0);
  });

  it('is sent when its connection is closed, with all others on it', async () => {
    const socket = connection();
    const sent = Promise.all([answer(socket), answer(socket)].map(responseSent));
    socket.emit('close');
    await sent;
  });

  it('is sent at once where it is closed, or its connection is gone', async () => {
    await responseSent(answer(connection(), { closed: true }));
    await responseSent(answer(connection({ destroyed: true })));
  });

  it('may be watched again on a connection that had one before', async () => {
    const socket = connection();
    for (let round = 0; round < 2; round += 1) {
      const one = answer(socket);
      const sent = responseSent(one);
      one.emit('close');
      await sent;
    }
    const sent = responseSent(answer(socket));
    socket.emit('close');
    await sent;
  });

  it('of a request behind another one is sent when the answer before it ends the connection', () => {
    const sent: Promise<void>[] = [];
    const server = createServer((_, response) => {
      sent.push(responseSent(response));
      setImmediate(() => response.writeHead(200, { connection: 'close' }).end('x'));
    });
    return whileListening(server, async ({ port }) => {
      const socket = connect(Number(port), '127.0.0.1').resume();
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2));
      await once(socket, 'close');
      assert.equal(sent.length, 2);
      await Promise.all(sent);
    });
  });
});
