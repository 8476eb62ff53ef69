import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { customKind } from '../../../lib/core/workload/kind.ts';
import { sendProbe, postReview, resourceName } from '../../../lib/admin/inspect/probe.ts';
import { kind } from '../../support/builders.ts';
import { answer } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { probingServer, probing, status } from '../../support/probing.ts';

const VERSION = { method: 'GET', path: '/version' } as const;

describe('a question', () => {
  it('gives every answer that is one, refusals too', () =>
    probing(403, status(403, 'Forbidden'), async (probe) =>
      assert.equal((await sendProbe(probe, VERSION)).status, 403),
    ));

  it('is asked again where what is wrong may pass', () => {
    let requests = 0;
    const clock = { now: () => 0, sleep: () => Promise.resolve(), random: () => 0 };
    return probingServer(
      (_, response) => answer(response, (requests += 1) === 1 ? 503 : 200, {}),
      async (probe) => {
        assert.equal((await sendProbe({ ...probe, attempts: 2, clock }, VERSION)).status, 200);
        assert.equal(requests, 2);
      },
    );
  });

  it('fails where that lasts', () =>
    probing(503, status(503, 'ServiceUnavailable'), (probe) =>
      rejectsWith('ServerError', sendProbe(probe, VERSION)),
    ));

  it('with a body is posted as JSON', () =>
    probingServer(
      (request, response) => {
        void text(request).then((body) =>
          answer(response, 201, { body, method: request.method, type: request.headers['content-type'] }),
        );
      },
      async (probe) => {
        const { body } = await postReview(probe, '/apis/a', { a: 1 });
        assert.deepEqual(body, { body: '{"a":1}', method: 'POST', type: 'application/json' });
      },
    ));
});

describe('a resource', () => {
  const core = customKind({
    group: '',
    version: 'v1',
    plural: 'replicationcontrollers',
    kind: 'ReplicationController',
  });

  for (const [row, expected] of [
    [kind('Deployment'), 'deployments.apps'],
    [core, 'replicationcontrollers'],
  ] as const)
    it(`is called ${expected}`, () => assert.equal(resourceName(row), expected));
});
