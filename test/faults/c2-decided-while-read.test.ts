/** A list is decided while it is read, and nothing is kept of what is skipped but the lines of the report. */
import assert from 'node:assert/strict';
import type { Policy } from '../../lib/core/policy/policy.ts';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import { object, policy, push, settings, type Given } from '../support/builders.ts';
import { heapUsed } from '../support/heap.ts';
import { listedCluster } from './listed-cluster.ts';

const { signal } = new AbortController();
const MB = 1_000_000;
const COUNT = 1000;
const RECORD = JSON.stringify({ other: { from: 'x'.repeat(50_000) } });

const { digest: _digest, ...NO_DIGEST } = push();

/** So many workloads as JSON, each made when it is asked for. */
function* items(count: number, given: (index: number) => Given, made: () => void = () => undefined) {
  for (let index = 0; index < count; index += 1) {
    made();
    yield JSON.stringify(object({ name: `web-${index}`, ...given(index) }));
  }
}

/** The default policy, which tells when it is asked. */
function asked(told: () => void): Policy {
  const sameTag = policy('same-tag');
  return {
    ...sameTag,
    evaluate: (current, pushed) => {
      told();
      return sameTag.evaluate(current, pushed);
    },
  };
}

const metadata = { annotations: { 'image-updater/updates': RECORD } };

describe('the workloads of a list', () => {
  it('are decided before the list is read to its end', async () => {
    let made = 0;
    const decidedAt: number[] = [];
    const cluster = listedCluster(() =>
      items(
        COUNT,
        () => ({}),
        () => void (made += 1),
      ),
    );
    const configured = settings({ policy: asked(() => decidedAt.push(made)) });
    await updateCluster(push({ publishedAt: 0 }), cluster, { settings: configured, budget: { signal } });
    assert.equal(decidedAt.length, COUNT);
    assert.ok((decidedAt[0] ?? COUNT) < 10, `the first was decided when ${decidedAt[0]} were read`);
  });

  /** The heap that is in use beyond what was, when the last workload is decided. */
  async function keptAtTheEnd(given: (index: number) => Given, configured = settings()): Promise<number> {
    let decided = 0;
    let kept = NaN;
    const told = (): void => {
      decided += 1;
      if (decided === COUNT) kept = heapUsed() - before;
    };
    const cluster = listedCluster(() => items(COUNT, given));
    const before = heapUsed();
    const report = await updateCluster(NO_DIGEST, cluster, {
      settings: { ...configured, policy: asked(told) },
      budget: { signal },
    });
    assert.deepEqual([report.faults.filter(({ reason }) => reason !== 'TooMany'), decided], [[], COUNT]);
    return kept;
  }

  it('that are skipped leave ten examples of the report, and none of their records', async () => {
    const kept = await keptAtTheEnd(() => ({ metadata }));
    assert.ok(kept < 20 * MB, `${kept} bytes`);
  });

  it('that are beyond the limit of their namespace leave no plan', async () => {
    const kept = await keptAtTheEnd(() => ({ metadata }), settings({ pin: 'tag' }));
    assert.ok(kept < 20 * MB, `${kept} bytes`);
  });

  it('that are beyond the limit of their cluster leave no plan', async () => {
    const namespaced = (index: number): Given => ({ namespace: `n${index % 50}`, metadata });
    const kept = await keptAtTheEnd(namespaced, settings({ pin: 'tag' }));
    assert.ok(kept < 20 * MB, `${kept} bytes`);
  });

  it('that are scaled to zero leave none of their records', async () => {
    const kept = await keptAtTheEnd(() => ({ metadata, spec: { replicas: 0 } }), settings({ pin: 'tag' }));
    assert.ok(kept < 20 * MB, `${kept} bytes`);
  });
});
