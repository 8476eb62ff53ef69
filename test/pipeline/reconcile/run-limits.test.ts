import assert from 'node:assert/strict';
import { digest, REPOSITORY } from '../../support/builders.ts';
import { images, onSandbox, patches, stored } from '../../support/on-sandbox.ts';
import { listing, run, said, tag, type Run } from './reconciling.ts';

const NEW = `${REPOSITORY}:v1@${digest(1)}`;
const OTHER = `${REPOSITORY}-worker`;
const names = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`);

describe('the limits of a run', () => {
  const objects = names(5).map((name) => ({ name }));
  it('are the workloads of one run; the next one continues', () =>
    onSandbox({ objects }, async ({ sandbox, cluster }) => {
      const again = { listTags: listing(tag()), settings: { reconcileUpdates: 2 } };
      assert.deepEqual(said(await run([cluster], again)).toSorted(), [
        'v1 test 3 NextRun',
        'v1 test w0 updated',
        'v1 test w1 updated',
      ]);
      await run([cluster], again);
      await run([cluster], again);
      assert.deepEqual(new Set(names(5).map((name) => images(sandbox, name)['app'])), new Set([NEW]));
    }));
  it('are those of each push too: beyond, none of its workloads is changed', () =>
    onSandbox({ objects }, async ({ sandbox, cluster }) => {
      const limits = { workloadsPerNamespace: 4, workloadsPerCluster: 100 };
      const report = await run([cluster], { listTags: listing(tag()), settings: { limits } });
      assert.deepEqual(
        [said(report), patches(sandbox).length],
        [['v1 test 5 TooMany', 'v1 test TooMany'], 0],
      );
    }));
  it('are used by the oldest push first', () =>
    onSandbox(
      { objects: [{ name: 'new' }, { name: 'old', containers: [{ name: 'app', image: `${OTHER}:v1` }] }] },
      async ({ cluster }) => {
        const older = tag({ repository: OTHER, uploadedAt: 4000 });
        const report = await run([cluster], {
          listTags: listing(tag(), older),
          settings: { reconcileUpdates: 1 },
        });
        assert.deepEqual(said(report).toSorted(), ['v1 test 1 NextRun', 'v1 test old updated']);
      },
    ));
});

describe('a workload that cannot be updated', () => {
  const objects = names(4).map((name) => ({ name }));
  it('leaves its place to the next one, in each run', () =>
    onSandbox({ objects }, async ({ sandbox, cluster }) => {
      for (const name of ['w0', 'w1', 'w2'])
        sandbox.fail({
          fault: { type: 'webhook', webhook: 'w', message: 'no', code: 403 },
          match: { method: 'PATCH', path: name },
          times: Infinity,
        });
      const report = await run([cluster], {
        listTags: listing(tag()),
        settings: { reconcileUpdates: 1 },
      });
      assert.deepEqual(said(report).toSorted(), [
        'v1 test w0 Refused',
        'v1 test w1 Refused',
        'v1 test w2 Refused',
        'v1 test w3 updated',
      ]);
    }));
  const other = { name: 'app', image: 'mirror.example.com/web:v1' };
  it('keeps its place where it was written', () =>
    onSandbox({ objects }, async ({ sandbox, cluster }) => {
      sandbox.fail({
        fault: {
          type: 'mutation',
          change: (object) => ({ ...stored({ name: 'w0', containers: [other] }), metadata: object.metadata }),
        },
        match: { method: 'PATCH', path: 'w0' },
        times: Infinity,
      });
      const report = await run([cluster], {
        listTags: listing(tag()),
        settings: { reconcileUpdates: 1 },
      });
      assert.deepEqual(said(report).toSorted(), ['v1 test 3 NextRun', 'v1 test w0 Rewritten']);
    }));
});

describe('a registry that does not answer', () => {
  it('leaves time for the repositories of the others', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const listTags: Run['listTags'] = (repositories, { endsAt = Infinity }) => {
        assert.ok(endsAt <= Date.now() + 120_000);
        return listing(tag())(repositories, { signal: new AbortController().signal });
      };
      await run([cluster], { listTags });
      assert.deepEqual(images(sandbox), { app: NEW });
    }));
});

describe('patches that are slow', () => {
  it('have the time that is left of the run, one push after another', () => {
    const objects = names(4).map((name) => ({
      name,
      containers: [{ name: 'app', image: `${REPOSITORY}-${name}:v1` }],
    }));
    return onSandbox({ objects }, async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'delay', ms: 150 }, match: { method: 'PATCH' }, times: Infinity });
      const tags = names(4).map((name) => tag({ repository: `${REPOSITORY}-${name}` }));
      const report = await run([cluster], {
        listTags: listing(...tags),
        timeLimits: { event: 60_000, cluster: 400 },
      });
      assert.deepEqual(
        said(report),
        names(4).map((name) => `v1 test ${name} updated`),
      );
    });
  });
});
