import assert from 'node:assert/strict';
import type { ContainerOutcome } from '../../lib/core/report/report.ts';
import { readContainerState } from '../../lib/core/workload/applied-state.ts';
import type { ApplyRun } from '../../lib/kubernetes/apply.ts';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { settings } from '../support/builders.ts';
import { images, now, onSandbox, patches, type SandboxCluster } from '../support/on-sandbox.ts';
import { applied, followed, mirrored, named, says } from './applying.ts';

type Request = Parameters<Transport['json']>[0];

/** Applies, and is interrupted at the first request that `when` names: when it is sent, or when it has its answer or none. */
function interrupted(
  stage: SandboxCluster,
  when: (request: Request) => boolean,
  moment: 'sent' | 'ended' = 'ended',
): Promise<ContainerOutcome[]> {
  const stop = new AbortController();
  return appliedUntil(stage, { stop, when, moment }, { watch: { stop: stop.signal } });
}

/** The same where its time ends then, and what is in flight may be finished. */
function outOfTime(stage: SandboxCluster, when: (request: Request) => boolean): Promise<ContainerOutcome[]> {
  const stop = new AbortController();
  const finish = new AbortController();
  const budget = { signal: stop.signal, finish: finish.signal };
  return appliedUntil(stage, { stop, when, moment: 'ended' }, { budget });
}

interface End {
  readonly stop: AbortController;
  readonly when: (request: Request) => boolean;
  readonly moment: 'sent' | 'ended';
}

function appliedUntil(
  { sandbox, cluster }: SandboxCluster,
  { stop, when, moment }: End,
  changes: Partial<ApplyRun>,
): Promise<ContainerOutcome[]> {
  const json: Transport['json'] = async (request) => {
    if (moment === 'sent' && when(request)) stop.abort();
    try {
      return await cluster.transport.json(request);
    } finally {
      if (when(request)) stop.abort();
    }
  };
  const transport = { ...cluster.transport, json };
  return applied({ sandbox, cluster: { ...cluster, transport } }, settings(), changes);
}

const isPatch = ({ method }: Request): boolean => method === 'PATCH';
const details = (outcomes: readonly ContainerOutcome[]): string[] =>
  outcomes.map((outcome) => ('detail' in outcome ? (outcome.detail ?? '') : ''));

describe('apply that is interrupted', () => {
  it('begins no other workload, and says so of each', () =>
    onSandbox({ objects: followed(20) }, async (stage) => {
      const outcomes = says(await interrupted(stage, isPatch, 'sent'));
      const count = (end: string): number => outcomes.filter((text) => text.endsWith(end)).length;
      assert.deepEqual([count('updated'), count('Interrupted')], [1, 19]);
      assert.equal(patches(stage.sandbox).length, 1);
    }));

  it('has updated the workload whose patch went through without an answer', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(says(await interrupted(stage, isPatch)), ['web-00 updated']);
      assert.equal(patches(stage.sandbox).length, 1);
    }));

  it('has updated it too where that answer was lost before it was interrupted', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(says(await interrupted(stage, ({ method }) => method === 'GET')), ['web-00 updated']);
    }));

  it('says what another image admission made of it, and corrects label and record', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'lostAnswer' } });
      stage.sandbox.fail({ fault: { type: 'mutation', change: mirrored } });
      assert.deepEqual(says(await interrupted(stage, isPatch)), ['web-00 Rewritten']);
      const image = images(stage.sandbox, 'web-00')['app'] ?? '';
      assert.equal(readContainerState(now(stage.sandbox, 'web-00'), 'app', image).status, 'followed');
    }));

  it('corrects label and record where the answer came', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'mutation', change: mirrored } });
      const outcomes = await interrupted(stage, isPatch);
      assert.deepEqual(says(outcomes), ['web-00 Rewritten']);
      assert.ok(!details(outcomes)[0]?.includes('could not be corrected'), details(outcomes)[0]);
    }));

  it('says why a patch had no answer, and that the workload was not changed', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'drop' }, match: { method: 'PATCH' } });
      const outcomes = await interrupted(stage, isPatch);
      assert.deepEqual(says(outcomes), ['web-00 Unreachable']);
      assert.match(details(outcomes)[0] ?? '', /; not retried, and not changed when it was read$/);
    }));

  it('says that nobody knows whether it was changed, where it cannot be read again', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'drop' }, times: Infinity });
      const outcomes = await interrupted(stage, isPatch);
      assert.deepEqual(says(outcomes), ['web-00 Unreachable']);
      assert.match(details(outcomes)[0] ?? '', /; not retried, and not known whether it was changed$/);
      assert.deepEqual(
        stage.sandbox.requests.map(({ method }) => method),
        ['PATCH', 'GET'],
      );
    }));

  it('patches no workload again that others changed', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'conflict' }, match: { method: 'PATCH' } });
      assert.deepEqual(says(await interrupted(stage, isPatch)), ['web-00 Interrupted']);
      assert.equal(patches(stage.sandbox).length, 1);
    }));

  it('patches no workload that it has only read', () =>
    onSandbox({ objects: named(1) }, async (stage) => {
      assert.deepEqual(says(await interrupted(stage, ({ method }) => method === 'GET')), [
        'web-00 Interrupted',
      ]);
      assert.equal(patches(stage.sandbox).length, 0);
    }));
});

describe('apply whose time ends', () => {
  it('corrects label and record of the workload whose patch was in flight', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'mutation', change: mirrored } });
      const outcomes = await outOfTime(stage, isPatch);
      assert.deepEqual(says(outcomes), ['web-00 Rewritten']);
      assert.ok(!details(outcomes)[0]?.includes('could not be corrected'), details(outcomes)[0]);
      const image = images(stage.sandbox, 'web-00')['app'] ?? '';
      assert.equal(readContainerState(now(stage.sandbox, 'web-00'), 'app', image).status, 'followed');
    }));

  it('has updated the workload whose patch went through without an answer', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(says(await outOfTime(stage, isPatch)), ['web-00 updated']);
      assert.equal(patches(stage.sandbox).length, 1);
    }));

  it('has updated it too where it was to be read after a conflict', () =>
    onSandbox({ objects: followed(1) }, async (stage) => {
      let patchNumber = 0;
      stage.sandbox.fail({ fault: { type: 'lostAnswer' } });
      const isSecond = (request: Request): boolean => isPatch(request) && (patchNumber += 1) === 2;
      assert.deepEqual(says(await outOfTime(stage, isSecond)), ['web-00 updated']);
    }));

  it('patches nothing more', () =>
    onSandbox({ objects: followed(20) }, async (stage) => {
      const outcomes = says(await outOfTime(stage, isPatch));
      assert.ok(patches(stage.sandbox).length <= 8);
      assert.ok(outcomes.filter((text) => text.endsWith('OutOfTime')).length >= 12);
    }));
});
