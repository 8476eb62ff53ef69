import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { Connection } from '../../../lib/kubernetes/client/connection.ts';
import { freePort } from '../../support/free-ports.ts';
import { withHttp, withTcp } from '../../support/local-server.ts';
import { answer, answering, GET, over, PATCH, readText, withTransport } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

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
        assert.equal(await readText((await transport.stream(GET)).body), '{}');
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

  it('is not renewed where a webhook is what says no', async () => {
    const asked: boolean[] = [];
    const message = 'admission webhook "w" denied the request: no';
    await withHttp(answering(401, { kind: 'Status', message }), (server) =>
      over(withTokens(server, asked), (transport) => rejectsWith('Refused', transport.json(PATCH))),
    );
    assert.deepEqual(asked, [false]);
  });

  it('is not asked for where the connection has none', async () => {
    await withTransport(answering(401, {}), (transport) => rejectsWith('Unauthorized', transport.json(GET)));
  });

  it('is in no fault', async () => {
    const faults: UpdaterError[] = [];
    await withHttp(answering(401, {}), async (server) => {
      faults.push(await over({ server, token }, (it) => rejectsWith('Unauthorized', it.json(GET))));
    });
    const server = new URL(`http://127.0.0.1:${await freePort()}`);
    faults.push(await over({ server, token }, (it) => rejectsWith('Unreachable', it.json(GET))));
    for (const { message, stack } of faults) assert.equal(`${message}${stack}`.includes(secret), false);
  });

  it('that cannot be had ends the request with that fault', async () => {
    const fault = new UpdaterError('Unauthorized', 'no identity');
    await withHttp(answering(200, {}), async (server) => {
      const ended = over({ server, token: () => Promise.reject(fault) }, (it) => it.json(GET));
      assert.equal(await rejectsWith('Unauthorized', ended), fault);
    });
  });
});

/** A connection whose tokens are `stale`, and `fresh` when renewed; notes what it was asked for. */
function withTokens(server: URL, asked: boolean[]): Connection {
  return {
    server,
    token: ({ forceRefresh }) => {
      asked.push(forceRefresh);
      return Promise.resolve(forceRefresh ? 'fresh' : 'stale');
    },
  };
}

function wantingFresh(request: IncomingMessage, response: ServerResponse): void {
  answer(response, request.headers.authorization === 'Bearer fresh' ? 200 : 401, {});
}

function echoing(request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request;
  void readText(request).then((body) => answer(response, 200, { method, url, headers, body }));
}

function unavailable(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '7' }).end('<html>');
}
