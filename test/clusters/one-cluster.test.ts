import assert from 'node:assert/strict';
import { oneCluster } from '../../lib/clusters/one-cluster.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Cluster, ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { WALL_CLOCK } from '../../lib/async/clock.ts';
import type { Connection } from '../../lib/kubernetes/client/connection.ts';
import type { Expiring } from '../../lib/async/cached-value.ts';
import { config } from '../support/config-builders.ts';
import { freePort } from '../support/free-ports.ts';
import { withHttp } from '../support/local-server.ts';
import { answering, GET } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const budget = { signal: GET.signal };
const SERVER = new URL('http://127.0.0.1:1');
const [ENTRY = assert.fail()] = config(
  'clusters: [{ server: "http://127.0.0.1:1", namespaces: { include: [a] } }]',
).clusters;
const PLACE = { name: 'one', namespaces: ENTRY.namespaces, entry: 'clusters[0]', way: 'some way' };

interface Scene {
  readonly source: ClusterSource;
  /** How often the connection was asked for. */
  readonly asked: () => number;
  readonly pass: (ms: number) => void;
}

/** A source whose connection is these answers, one after another and then the last of them again. */
function scene(...answers: readonly (() => Expiring<Connection>)[]): Scene {
  let [now, asked] = [0, 0];
  const connect = (): Promise<Expiring<Connection>> => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? assert.fail();
    asked += 1;
    return Promise.resolve().then(answer);
  };
  return {
    source: oneCluster(PLACE, connect, { ...WALL_CLOCK, now: () => now }),
    asked: () => asked,
    pass: (ms) => void (now += ms),
  };
}

function to(server: URL, until?: number): () => Expiring<Connection> {
  return () => ({ value: { server }, ...(until === undefined ? {} : { until }) });
}

function failing(): Expiring<Connection> {
  throw new UpdaterError('NoKubeconfig', 'none yet');
}

async function clusterOf(source: ClusterSource): Promise<Cluster> {
  const { clusters } = await source.find(budget);
  return clusters[0] ?? assert.fail();
}

describe('an entry of one cluster', () => {
  it('is that cluster, with where it was found', async () => {
    const { source } = scene(to(SERVER));
    const { clusters, missing } = await source.find(budget);
    const [{ transport, ...cluster } = assert.fail(), ...others] = clusters;
    assert.deepEqual(cluster, {
      name: 'one',
      namespaces: PLACE.namespaces,
      origin: { entry: 'clusters[0]', way: 'some way', server: SERVER },
    });
    assert.deepEqual([others, missing, source.name], [[], [], 'one']);
    transport.close();
  });

  it('is asked for its connection when an event wants it, and once for all', async () => {
    const { source, asked } = scene(to(SERVER));
    assert.equal(asked(), 0);
    const [one, two] = await Promise.all([clusterOf(source), clusterOf(source)]);
    assert.equal(one.transport, two.transport);
    assert.equal((await clusterOf(source)).transport, one.transport);
    assert.equal(asked(), 1);
  });

  it('is asked again by each event until it has a connection', async () => {
    const { source, asked } = scene(failing, failing, to(SERVER));
    await rejectsWith('NoKubeconfig', source.find(budget));
    await rejectsWith('NoKubeconfig', source.find(budget));
    assert.equal((await clusterOf(source)).origin?.server, SERVER);
    assert.equal(asked(), 3);
  });

  it('is asked again when its connection has ended, and keeps its transport', async () => {
    const other = new URL('http://127.0.0.1:2');
    const { source, asked, pass } = scene(to(SERVER, 1_000), to(other));
    const { transport } = await clusterOf(source);
    pass(999);
    assert.equal((await clusterOf(source)).origin?.server, SERVER);
    pass(1);
    const cluster = await clusterOf(source);
    assert.deepEqual([cluster.origin?.server, cluster.transport, asked()], [other, transport, 2]);
  });

  it('that moved is followed within one request', () =>
    withHttp(answering(200, { here: true }), async (url) => {
      const { source, asked, pass } = scene(to(new URL(`http://127.0.0.1:${await freePort()}`)), to(url));
      const { transport } = await clusterOf(source);
      pass(10_000);
      assert.deepEqual((await transport.json(GET)).body, { here: true });
      assert.deepEqual((await transport.json(GET)).body, { here: true });
      assert.equal((await clusterOf(source)).origin?.server, url);
      assert.equal(asked(), 2);
      transport.close();
    }));

  it('that cannot be reached, and was asked a moment ago, is not asked again for each request', async () => {
    const { source, asked, pass } = scene(to(new URL(`http://127.0.0.1:${await freePort()}`)));
    const { transport } = await clusterOf(source);
    pass(9_999);
    await rejectsWith('Unreachable', transport.json(GET));
    await rejectsWith('Unreachable', transport.json(GET));
    assert.equal(asked(), 1);
    pass(1);
    await rejectsWith('Unreachable', transport.json(GET));
    assert.equal(asked(), 2);
  });

  it('without time is not waited for', async () => {
    const source = oneCluster(PLACE, () => new Promise(() => undefined));
    await rejectsWith('OutOfTime', source.find({ signal: AbortSignal.timeout(5) }));
  });
});
