import assert from 'node:assert/strict';
import type { Endpoint } from '../../../lib/clusters/gke/choose-endpoint.ts';
import type { GkeCluster } from '../../../lib/clusters/gke/gke-cluster.ts';
import { openCluster } from '../../../lib/clusters/gke/open-cluster.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import { freePort } from '../../support/free-ports.ts';
import { withHttp } from '../../support/local-server.ts';
import { answering, GET } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { described, identity, MEMBER } from '../../support/gke-builders.ts';

/** A description that leads to this server, or nowhere; `choices` counts how often it was asked for its way. */
function stage() {
  const ways = new Map<GkeCluster, URL>();
  const choices: GkeCluster[] = [];
  const at = (server?: URL): GkeCluster => {
    const cluster = described();
    if (server !== undefined) ways.set(cluster, server);
    return cluster;
  };
  const choose = (cluster: GkeCluster): Endpoint => {
    choices.push(cluster);
    const server = ways.get(cluster);
    if (server === undefined) throw new UpdaterError('NoEndpoint', 'nowhere');
    return { endpoint: 'public', server };
  };
  return { at, choose, choices };
}

function opened(
  cluster: GkeCluster,
  choose: (cluster: GkeCluster) => Endpoint,
  now: () => GkeCluster | ErrorReason = () => cluster,
) {
  const looks: string[] = [];
  const lookAgain = async (path: string): Promise<GkeCluster> => {
    looks.push(path);
    const next = now();
    if (typeof next === 'string') throw new UpdaterError(next, 'so it is');
    return next;
  };
  const { token, member } = identity();
  return { looks, open: openCluster(cluster, { choose, lookAgain, token, member }) };
}

/** Two servers, and an address where nobody listens. */
function withServers<T>(use: (one: URL, two: URL, none: URL) => Promise<T>): Promise<T> {
  return withHttp(answering(200, 1), (one) =>
    withHttp(answering(200, 2), async (two) =>
      use(one, two, new URL(`http://127.0.0.1:${await freePort()}`)),
    ),
  );
}

describe('an open GKE cluster', () => {
  it('is reached where its description says, with a token', () =>
    withHttp(
      (request, response) => answering(200, request.headers.authorization)(request, response),
      async (url) => {
        const { at, choose } = stage();
        const { open, looks } = opened(at(url), choose);
        assert.deepEqual([(await open.transport.json(GET)).body, looks], ['Bearer token', []]);
        open.transport.close();
      },
    ));

  it('is reached where the next description says, through the same transport', () =>
    withServers(async (one, two) => {
      const { at, choose } = stage();
      const { open } = opened(at(one), choose);
      assert.equal((await open.transport.json(GET)).body, 1);
      assert.equal(open.describe(at(two)).server, two);
      assert.equal((await open.transport.json(GET)).body, 2);
      open.transport.close();
    }));

  it('that moved is looked for, and reached in the same request', () =>
    withServers(async (_one, two, none) => {
      const { at, choose } = stage();
      const { open, looks } = opened(at(none), choose, () => moved);
      const moved = at(two);
      assert.equal((await open.transport.json(GET)).body, 2);
      assert.deepEqual(looks, [moved.path]);
      open.transport.close();
    }));

  it('that cannot be reached and did not move fails as it did', () =>
    withServers(async (_one, _two, none) => {
      const { at, choose } = stage();
      const { open, looks } = opened(at(none), choose);
      await rejectsWith('Unreachable', open.transport.json(GET));
      assert.equal(looks.length, 1);
    }));

  const place = { PROJECT: 'shop', LOCATION: 'eu', CLUSTER: 'a' };
  for (const [endpoint, terms] of [
    ['public', place],
    ['private', place],
    ['dns', { PROJECT: 'shop' }],
  ] as const)
    it(`that cannot be reached at its ${endpoint} endpoint is named as ${Object.keys(terms).join(', ')}`, async () => {
      const server = new URL(`http://127.0.0.1:${await freePort()}`);
      const { open } = opened(described(), () => ({ endpoint, server }));
      assert.deepEqual((await rejectsWith('Unreachable', open.transport.json(GET))).terms, terms);
    });

  for (const [title, member, terms] of [
    ['says who was not', () => Promise.resolve(MEMBER), { ...place, MEMBER }],
    ['says what it knows, where nobody knows who', () => Promise.resolve(undefined), place],
    ['says what it knows, where nobody can tell who', () => Promise.reject(new Error('x')), place],
  ] as const)
    it(`whose front end rejects the request: ${title}`, () =>
      withHttp(answering(403, 'no'), async (server) => {
        const { transport } = openCluster(described(), {
          ...identity({ member }),
          choose: () => ({ endpoint: 'public', server }),
          lookAgain: () => assert.fail('it did not move'),
        });
        const fault = await rejectsWith('ForbiddenByFrontEnd', transport.json(GET));
        assert.deepEqual(fault.terms, terms);
        transport.close();
      }));

  it('that is gone fails as gone', () =>
    withServers(async (_one, _two, none) => {
      const { at, choose } = stage();
      const { open } = opened(at(none), choose, () => 'NoCluster');
      await rejectsWith('NoCluster', open.transport.json(GET));
    }));

  it('stays as it was where the next description leads nowhere', () =>
    withServers(async (one) => {
      const { at, choose } = stage();
      const { open } = opened(at(one), choose);
      assert.throws(() => open.describe(at()), UpdaterError);
      assert.equal((await open.transport.json(GET)).body, 1);
      open.transport.close();
    }));

  it('is not opened at all where its description leads nowhere', () => {
    const { at, choose } = stage();
    assert.throws(() => opened(at(), choose), UpdaterError);
  });

  it('works out the way of a description once', () => {
    const { at, choose, choices } = stage();
    const cluster = at(new URL('http://127.0.0.1:1'));
    const { open } = opened(cluster, choose);
    open.describe(cluster);
    open.describe(cluster);
    assert.equal(choices.length, 1);
  });
});
