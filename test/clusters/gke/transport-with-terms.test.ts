import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { transportWithTerms, type FindTerms } from '../../../lib/clusters/gke/transport-with-terms.ts';
import { toUpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import type { Transport } from '../../../lib/kubernetes/client/transport.ts';
import { freePort } from '../../support/free-ports.ts';
import { withHttp } from '../../support/local-server.ts';
import { answering, GET, over, readText, withTransport } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

const FORBIDDEN = { kind: 'Status', code: 403, reason: 'Forbidden', message: 'User "u" cannot list' };
const names: FindTerms = () => Promise.resolve({ CLUSTER: 'main' });

function toServer<T>(listener: RequestListener, use: (transport: Transport) => Promise<T>): Promise<T> {
  return withTransport(listener, (transport) => use(transportWithTerms(transport, names)));
}

describe('a transport that names its cluster', () => {
  it('gives answers as they are', () =>
    toServer(answering(200, { a: 1 }), async (transport) => {
      assert.deepEqual((await transport.json(GET)).body, { a: 1 });
      assert.equal(await readText((await transport.stream(GET)).body), '{"a":1}');
    }));

  it('has its names in what is wrong with the way', async () =>
    over(new URL(`http://127.0.0.1:${await freePort()}`), async (transport) => {
      const named = transportWithTerms(transport, names);
      for (const work of [named.json(GET), named.stream(GET)])
        assert.deepEqual((await rejectsWith('Unreachable', work)).terms, { CLUSTER: 'main' });
    }));

  it('names what the fault itself knows better', () =>
    withHttp(answering(200, {}), (server) => {
      const gone = toUpdaterError(new Error('x')).about({ CLUSTER: 'other', PROJECT: 'shop' });
      const token = (): Promise<string> => Promise.reject(gone);
      return over({ server, token }, async (transport) => {
        const { terms } = await rejectsWith('Unexpected', transportWithTerms(transport, names).json(GET));
        assert.deepEqual(terms, { CLUSTER: 'other', PROJECT: 'shop' });
      });
    }));

  const refusals: readonly (readonly [title: string, body: unknown, reason: ErrorReason])[] = [
    ['a front end', { error: { code: 403, status: 'PERMISSION_DENIED' } }, 'ForbiddenByFrontEnd'],
    ['the API server', FORBIDDEN, 'Forbidden'],
  ];
  for (const [title, body, reason] of refusals)
    it(`tells the 403 of ${title} to a list as ${reason}, with its names`, () =>
      toServer(answering(403, body), async (transport) => {
        const { terms } = await rejectsWith(reason, transport.stream(GET));
        assert.deepEqual(terms, { CLUSTER: 'main' });
      }));

  it('tells the 403 of a front end to any other question, with its names', () =>
    toServer(answering(403, 'no'), async (transport) => {
      const { terms } = await rejectsWith('ForbiddenByFrontEnd', transport.json(GET));
      assert.deepEqual(terms, { CLUSTER: 'main' });
    }));

  it('leaves what the API server says to who asked it', () =>
    toServer(answering(403, FORBIDDEN), async (transport) =>
      assert.deepEqual((await transport.json(GET)).body, FORBIDDEN),
    ));
});
