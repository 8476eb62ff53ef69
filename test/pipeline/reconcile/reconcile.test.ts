import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { parseUpdateRecords } from '../../../lib/core/workload/applied-state.ts';
import { digest, policy, REPOSITORY, written } from '../../support/builders.ts';
import { images, now, onSandbox, patches, stored } from '../../support/on-sandbox.ts';
import { listing, listings, run, said, tag } from './reconciling.ts';

const NEW = `${REPOSITORY}:v1@${digest(1)}`;
const OLD = `${REPOSITORY}:v1`;
const OTHER = `${REPOSITORY}-worker`;
describe('a reconcile run', () => {
  it('applies a push whose event was lost, with the upload time of its digest', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await run([cluster], { listTags: listing(tag()) });
      assert.deepEqual(said(report), ['v1 test web updated']);
      assert.deepEqual(images(sandbox), { app: NEW });
      const entry = parseUpdateRecords(now(sandbox)).get('app');
      assert.deepEqual([entry?.at, entry?.by], [5000, 'reconcile']);
    }));

  it('changes nothing the second time', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      await run([cluster], { listTags: listing(tag()) });
      const report = await run([cluster], { listTags: listing(tag()) });
      assert.deepEqual([said(report), patches(sandbox).length], [[], 1]);
    }));

  it('names the person who runs it in the record', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      await run([cluster], { listTags: listing(tag()), caller: 'ada' });
      assert.equal(parseUpdateRecords(now(sandbox)).get('app')?.by, 'ada');
    }));

  it('plans in observe mode, and writes nothing', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await run([cluster], { listTags: listing(tag()), settings: { mode: 'observe' } });
      assert.deepEqual([said(report), patches(sandbox).length], [['v1 test web planned'], 0]);
    }));

  it('asks for the repositories that are followed, and for no others', () =>
    onSandbox(
      {
        objects: [
          {},
          {
            name: 'held',
            containers: [{ name: 'a', image: `${OTHER}:v1` }],
            metadata: { labels: { 'image-updater/hold': 'true' } },
          },
          {
            name: 'never',
            containers: [{ name: 'a', image: `${OTHER}:v1` }],
            metadata: { annotations: { 'image-updater/policy': 'never' } },
          },
        ],
      },
      async ({ cluster }) => {
        const asked: string[] = [];
        await run([cluster], {
          listTags: (repositories) => {
            asked.push(...repositories);
            return Promise.resolve([]);
          },
        });
        assert.deepEqual(asked, [REPOSITORY]);
      },
    ));

  it('updates the containers of two repositories in one workload, push after push', () =>
    onSandbox(
      {
        objects: [
          {
            containers: [
              { name: 'app', image: OLD },
              { name: 'side', image: `${OTHER}:v1` },
            ],
          },
        ],
      },
      async ({ sandbox, cluster }) => {
        const worker = tag({ repository: OTHER, digest: digest(2), uploadedAt: 4000 });
        await run([cluster], { listTags: listing(tag(), worker) });
        assert.deepEqual(images(sandbox), { app: NEW, side: `${OTHER}:v1@${digest(2)}` });
      },
    ));

  it('jumps to the newest of several pushes, in one rollout', () =>
    onSandbox(
      { objects: [{ containers: [{ name: 'app', image: `${REPOSITORY}:1.0.0` }] }] },
      async ({ sandbox, cluster }) => {
        const tags = ['1.1.0', '1.2.0', '1.3.0'].map((version, index) =>
          tag({ tag: version, digest: digest(index + 1), uploadedAt: 5000 + index }),
        );
        await run([cluster], {
          listTags: listing(...tags),
          settings: { rules: [], policy: policy('semver:^1') },
        });
        assert.deepEqual(
          [images(sandbox), patches(sandbox).length],
          [{ app: `${REPOSITORY}:1.3.0@${digest(3)}` }, 1],
        );
      },
    ));

  it('reports a tag that was moved back, and leaves it', () =>
    onSandbox(
      { objects: [{ metadata: written({ digest: digest(5), at: 9000, mark: '9000.1' }) }] },
      async ({ sandbox, cluster }) => {
        const report = await run([cluster], { listTags: listing(tag()) });
        assert.deepEqual([said(report), patches(sandbox).length], [['v1 test 1 Behind'], 0]);
      },
    ));

  it('ignores tags of signatures and build caches', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const signature = tag({ tag: `sha256-${'1'.repeat(64)}.sig` });
      await run([cluster], {
        listTags: listing(signature),
        settings: { policy: policy('any') },
      });
      assert.equal(patches(sandbox).length, 0);
    }));
});

describe('what a registry does not list', () => {
  const forbidden = new UpdaterError('ListingForbidden', 'refused');
  it('changes nothing where the listing fails, and the fault is that of each repository', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await run([cluster], {
        listTags: listings({ repositories: [REPOSITORY], fault: forbidden }),
      });
      const [repository] = report.repositories;
      assert.deepEqual([repository?.fault?.reason, patches(sandbox).length], ['ListingForbidden', 0]);
    }));
  it('changes nothing where it is empty', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await run([cluster], { listTags: listing() });
      assert.deepEqual(
        [said(report), report.repositories.map(({ tags }) => tags), patches(sandbox).length],
        [[], [0], 0],
      );
    }));
  it('does not stop the repositories of another listing', () =>
    onSandbox(
      { objects: [{}, { name: 'worker', containers: [{ name: 'app', image: `${OTHER}:v1` }] }] },
      async ({ sandbox, cluster }) => {
        await run([cluster], {
          listTags: listings(
            { repositories: [OTHER], fault: forbidden },
            { repositories: [REPOSITORY], images: [tag()] },
          ),
        });
        assert.deepEqual(
          [images(sandbox), images(sandbox, 'worker')],
          [{ app: NEW }, { app: `${OTHER}:v1` }],
        );
      },
    ));
  it('is named where the registry has no listings', () =>
    onSandbox({}, async ({ cluster }) => {
      const report = await run([cluster], {
        listTags: listings({ repositories: ['docker.io/library/nginx'], unlistable: true }),
      });
      assert.deepEqual(report.unlistable, ['docker.io/library/nginx']);
    }));
});

describe('a cluster that a run', () => {
  it('cannot find is a fault, and the others are updated', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await run([new UpdaterError('NotServing', 'down'), cluster], {
        listTags: listing(tag()),
      });
      assert.deepEqual(
        report.faults.map(({ cluster: name, reason }) => [name, reason]),
        [['entry-0', 'NotServing']],
      );
      assert.deepEqual(images(sandbox), { app: NEW });
    }));
  it('may not read is one fault, though it is read twice', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, times: Infinity });
      const report = await run([cluster], { listTags: listing(tag()) });
      assert.equal(
        report.faults.length,
        new Set(report.faults.map(({ where, reason }) => `${where} ${reason}`)).size,
      );
      assert.ok(report.faults.length > 0);
    }));
  it('refuses to patch has failures in its report', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' }, times: Infinity });
      assert.deepEqual(said(await run([cluster], { listTags: listing(tag()) })), ['v1 test web Forbidden']);
    }));
});

describe('while a run works', () => {
  it('a workload that changes between the scan and the patch is decided again', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await run([cluster], {
        listTags: listing(tag()),
        onProgress: (step) => {
          if (step === 'update workloads')
            sandbox.put(stored({ metadata: { labels: { 'image-updater/hold': 'true' } } }));
        },
      });
      assert.deepEqual([said(report), images(sandbox)], [['v1 test 1 Held'], { app: OLD }]);
    }));
  it('an interruption starts no patch', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await run([cluster], { listTags: listing(tag()), stop: AbortSignal.abort() });
      assert.deepEqual([said(report), patches(sandbox).length], [['v1 test web Interrupted'], 0]);
    }));
  it('its steps are told in their order', () =>
    onSandbox({}, async ({ cluster }) => {
      const steps: string[] = [];
      await run([cluster], {
        listTags: listing(tag()),
        onProgress: (step, { done, total }) => steps.push(`${step} ${done}/${total}`),
      });
      assert.deepEqual(steps, [
        'read clusters 0/1',
        'read clusters 1/1',
        'compare clusters 0/1',
        'compare clusters 1/1',
        'update workloads 0/1',
        'update workloads 1/1',
      ]);
    }));
});
