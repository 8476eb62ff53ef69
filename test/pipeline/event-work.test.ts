import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Deadline } from '../../lib/async/deadline.ts';
import { startUpdateRun, eventDeadline } from '../../lib/pipeline/update-clusters.ts';
import { digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { neverFound } from '../support/never-found.ts';
import { images, onSandbox } from '../support/on-sandbox.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { reasons } from './report-reasons.ts';

const { signal } = new AbortController();
const EVENT_MS = 300_000;

describe('the work of an event', () => {
  it('reports what was found and what is missing, each by its name', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const work = startUpdateRun(push(), { settings: settings(), sources: [] }, { signal });
      const missing = [{ name: 'lost', fault: new UpdaterError('NotServing', 'x') }];
      const reports = await work.update({ clusters: [cluster], missing });
      assert.deepEqual(
        reports.map((report) => [report.cluster, ...reasons(report)]),
        [['test'], ['lost', 'NotServing']],
      );
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(1)}` });
    }));

  it('throws what an entry throws', () => {
    const lost = { name: 'lost', find: () => Promise.reject(new UpdaterError('NoKubeconfig', 'x')) };
    return rejectsWith(
      'NoKubeconfig',
      startUpdateRun(push(), { settings: settings(), sources: [] }, { signal }).find(lost),
    );
  });

  it('gives each entry the budget of a cluster, and no more than is left of the event', async () => {
    for (const [budgets, longest] of [
      [{ event: EVENT_MS, cluster: 1000 }, 1000],
      [{ event: 500, cluster: 1000 }, 500],
    ] as const) {
      const asked: Deadline[] = [];
      const before = Date.now();
      const context = { settings: settings(), sources: [], budgets };
      const work = startUpdateRun(push(), context, eventDeadline(context, signal));
      await work.find({
        name: 'asked',
        find: (budget) => (asked.push(budget), Promise.resolve({ clusters: [], missing: [] })),
      });
      const deadline = asked[0]?.endsAt ?? Infinity;
      assert.ok(deadline >= before && deadline <= Date.now() + longest, String(deadline - before));
    }
  });

  it('ends with the budget of a cluster, which begins when its turn comes', async () => {
    const asked: Deadline[] = [];
    const budgets = { event: EVENT_MS, cluster: 30 };
    const atOnce = { clusters: 1, patienceMs: 60_000 };
    const work = startUpdateRun(
      push(),
      { settings: settings(), sources: [], budgets, concurrency: atOnce },
      { signal },
    );
    const waits = [1, 2, 3].map(() =>
      rejectsWith('OutOfTime', work.find(neverFound('asked', (deadline) => void asked.push(deadline)))),
    );
    await Promise.all(waits);
    const deadlines = asked.map(({ endsAt = 0 }) => endsAt);
    assert.equal(new Set(deadlines).size, 3);
  });

  it('ends when the caller goes away', async () => {
    const gone = new AbortController();
    const work = startUpdateRun(push(), { settings: settings(), sources: [] }, { signal: gone.signal });
    const end = rejectsWith('OutOfTime', work.find(neverFound('asked')));
    gone.abort();
    await end;
  });
});
