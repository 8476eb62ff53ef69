import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import { readResponse } from '../../../lib/kubernetes/client/api-response.ts';
import { withHttp } from '../../support/local-server.ts';
import { answer, answering, GET, PATCH } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { telling, following, nowhere, type Told } from './reconnecting.ts';

describe('a cluster that stays where it is', () => {
  it('is asked for with each request, and its connections are kept', async () => {
    const sockets = new Set<unknown>();
    const listener: RequestListener = (request, response) => {
      sockets.add(request.socket);
      answer(response, 200, {});
    };
    await withHttp(listener, async (server) => {
      const told: Told = { asked: [], connect: () => Promise.resolve({ server: new URL(server) }) };
      await following(told, async (transport) => {
        for (let i = 0; i < 3; i += 1) assert.equal((await transport.json(GET)).status, 200);
      });
    });
    assert.equal(sockets.size, 1);
  });

  for (const status of [400, 403, 404, 409, 422, 429, 500]) {
    it(`and answers ${status} is not requested again`, () =>
      withHttp(answering(status, { kind: 'Status' }), async (server) => {
        const told = telling(server, server);
        await following(told, async (transport) => {
          assert.equal((await transport.json(PATCH)).status, status);
          const received = await transport.stream(GET);
          assert.equal(received.status, status);
          assert.deepEqual((await readResponse(received)).body, { kind: 'Status' });
        });
        assert.deepEqual(told.asked, [false, false]);
      }));
  }

  it('and does not know a kind is not requested again', () =>
    withHttp(
      (_, response) =>
        void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n'),
      async (server) => {
        const told = telling(server, server);
        await following(told, async (transport) => {
          assert.equal((await transport.json(GET)).status, 404);
          assert.equal((await transport.stream(GET)).status, 404);
        });
        assert.deepEqual(told.asked, [false, false]);
      },
    ));

  it('and cannot be reached is requested again once, without waiting there again', async () => {
    const server = await nowhere();
    const told = telling(server, new URL(server));
    await following(told, (transport) => rejectsWith('Unreachable', transport.json(GET)));
    assert.deepEqual(told.asked, [false, true]);
  });

  it('and rejects the token gets no second request for that', async () => {
    const seen: string[] = [];
    const refusing: RequestListener = ({ method }, response) => {
      seen.push(method ?? '');
      answer(response, 401, { kind: 'Status' });
    };
    await withHttp(refusing, async (server) => {
      const told = telling(server, server);
      await following(told, (transport) => rejectsWith('Unauthorized', transport.json(PATCH)));
      assert.deepEqual([seen, told.asked], [['PATCH'], [false, true]]);
    });
  });
});

describe('a cluster that cannot be looked for', () => {
  const reasons: readonly (readonly [ErrorReason, ErrorReason])[] = [
    ['NoCluster', 'NoCluster'],
    ['NotServing', 'NotServing'],
    ['ForbiddenByIam', 'ForbiddenByIam'],
    ['TokenServerError', 'Unreachable'],
    ['Throttled', 'Unreachable'],
    ['ServerError', 'Unreachable'],
    ['Timeout', 'Unreachable'],
    ['OutOfTime', 'Unreachable'],
  ];
  for (const [renewal, reported] of reasons) {
    it(`for ${renewal} fails with ${reported}`, async () => {
      const server = await nowhere();
      const told = telling(server, new UpdaterError(renewal, 'no'));
      await following(told, (transport) => rejectsWith(reported, transport.json(GET)));
    });
  }

  it('at first fails with that', () =>
    following(
      { asked: [], connect: () => Promise.reject(new UpdaterError('Throttled', 'no')) },
      (transport) => rejectsWith('Throttled', transport.json(GET)),
    ));

  it('in passing is still asked where it was', async () => {
    const answers: RequestListener[] = [(request) => void request.socket.destroy(), answering(200, {})];
    await withHttp(
      (request, response) => answers.shift()?.(request, response),
      async (server) => {
        await following(telling(server, new UpdaterError('ServerError', 'no')), async (transport) => {
          await rejectsWith('Unreachable', transport.json(GET));
          assert.equal((await transport.json(GET)).status, 200);
        });
      },
    );
  });

  it('for a reason that lasts is not asked where it was', async () => {
    await withHttp(answering(401, {}), async (server) => {
      await following(telling(server, new UpdaterError('NoCluster', 'gone')), async (transport) => {
        await rejectsWith('NoCluster', transport.json(GET));
        await rejectsWith('NoCluster', transport.json(GET));
      });
    });
  });
});
