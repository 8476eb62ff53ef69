/** Policies in annotations: how many are compiled for one push, and that the event loop turns in between. */
import assert from 'node:assert/strict';
import { RE2JS } from 're2js';
import sinon from 'sinon';
import type { ClusterReport } from '../../lib/core/report/report.ts';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import { object, policy, push, rule, settings, type Given } from '../support/builders.ts';
import { listedCluster } from './listed-cluster.ts';

const { signal } = new AbortController();

/** Expressions that nobody compiled before: compiled ones are remembered. */
let made = 0;
const expression = (): string => `pattern:v1|unique-${(made += 1)}-[a-z]{3,9}`;

const carrying = (namespace: string, name: string, text: string): Given => ({
  namespace,
  name,
  metadata: { annotations: { 'image-updater/policy': text } },
});

/** So many workloads of a namespace, each with a policy of its own. */
const crowd = (namespace: string, count: number): Given[] =>
  Array.from({ length: count }, (_, index) => carrying(namespace, `web-${index}`, expression()));

interface Delivered {
  readonly report: ClusterReport;
  readonly compiled: number;
  /** Compilations between two turns of the event loop, at most. */
  readonly mostInOneTurn: number;
}

/** A push to a cluster of these workloads, all of which come in one chunk of its list. */
async function delivered(given: readonly Given[], configured = settings()): Promise<Delivered> {
  const compile = sinon.spy(RE2JS, 'compile');
  let [before, most, goes] = [0, 0, true];
  const turn = (): void => {
    most = Math.max(most, compile.callCount - before);
    before = compile.callCount;
    if (goes) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    const items = given.map((each) => JSON.stringify(object(each)));
    const cluster = listedCluster(() => items, items.length + 1);
    const report = await updateCluster(push(), cluster, { settings: configured, budget: { signal } });
    const compiled = compile.callCount;
    most = Math.max(most, compiled - before);
    return { report, compiled, mostInOneTurn: most };
  } finally {
    goes = false;
    compile.restore();
  }
}

const updatedIn = ({ updated }: ClusterReport, namespace: string): number =>
  updated.filter(({ workload }) => workload.namespace === namespace).length;
const skippedIn = ({ skipped }: ClusterReport): number => skipped.reduce((sum, { count }) => sum + count, 0);
const OBSERVE = { mode: 'observe' } as const;

describe('policies in annotations', () => {
  it('of one namespace are compiled fifty times for a push, however many it has', async () => {
    const { compiled } = await delivered(crowd('tenant', 300), settings(OBSERVE));
    assert.equal(compiled, 50);
  });

  it('beyond that leave their containers as they are, each counted, with what was expected', async () => {
    const { report } = await delivered(crowd('tenant', 60), settings(OBSERVE));
    assert.deepEqual([updatedIn(report, 'tenant'), skippedIn(report)], [50, 10]);
    assert.match(report.skipped[0]?.examples[0]?.detail ?? '', /50/);
  });

  it('of a namespace with too many leave those of others theirs', async () => {
    const given = [...crowd('aggressor', 120), ...crowd('victim', 40)];
    const { report, compiled } = await delivered(given, settings(OBSERVE));
    assert.deepEqual([updatedIn(report, 'victim'), compiled], [40, 90]);
  });

  it('of all namespaces are compiled five hundred times for a push', async () => {
    const given = Array.from({ length: 20 }, (_, index) => crowd(`tenant-${index}`, 40)).flat();
    const { compiled } = await delivered(given, settings(OBSERVE));
    assert.equal(compiled, 500);
  });

  it('are compiled once each, however many workloads carry the same', async () => {
    const texts = Array.from({ length: 250 }, expression);
    const given = Array.from({ length: 1000 }, (_, index) =>
      carrying(`tenant-${index % 10}`, `web-${index}`, texts[index % 250] ?? ''),
    );
    const { compiled } = await delivered(given, settings(OBSERVE));
    assert.equal(compiled, 250);
  });

  it('let the event loop turn after every few, though one chunk of the list holds them all', async () => {
    const given = Array.from({ length: 10 }, (_, index) => crowd(`tenant-${index}`, 40)).flat();
    const { mostInOneTurn } = await delivered(given, settings(OBSERVE));
    assert.ok(mostInOneTurn <= 10, `${mostInOneTurn} in one turn`);
  });

  it('of one workload with a policy for each of its containers let it turn too', async () => {
    const names = Array.from({ length: 45 }, (_, index) => `c${index}`);
    const annotations = Object.fromEntries(
      names.map((name) => [`${name}.image-updater/policy`, expression()]),
    );
    const containers = names.map((name) => ({ name, image: 'europe-docker.pkg.dev/shop/images/web:v1' }));
    const { mostInOneTurn } = await delivered([{ metadata: { annotations }, containers }], settings(OBSERVE));
    assert.ok(mostInOneTurn <= 10, `${mostInOneTurn} in one turn`);
  });
});

describe('policies of the configuration', () => {
  it('count whatever annotations use up, and others that carry words are followed too', async () => {
    const configured = settings({
      ...OBSERVE,
      rules: [rule(expression(), { namespaces: [] })],
      policy: policy(expression()),
    });
    const plain = [{ namespace: 'plain' }, carrying('tenant', 'word', 'same-tag')];
    const { report } = await delivered([...crowd('tenant', 80), ...plain], configured);
    assert.equal(updatedIn(report, 'plain'), 1);
    assert.ok(report.updated.some(({ workload }) => workload.name === 'word'));
  });
});
