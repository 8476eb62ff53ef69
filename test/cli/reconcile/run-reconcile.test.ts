import assert from 'node:assert/strict';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { valueAt } from '../../../lib/core/text/json.ts';
import { parseUpdateRecords } from '../../../lib/core/workload/applied-state.ts';
import { pushedImage, REPOSITORY } from '../../support/builders.ts';
import { answering } from '../../support/loopback.ts';
import { images, now, patches } from '../../support/on-sandbox.ts';
import { MACHINE } from '../../support/registry-environment.ts';
import { complaints } from '../../support/report-builders.ts';
import { onlyReport, onMissedPush, OTHER, PARENT, READER, UPLOADED, watchedProgress } from './missed-push.ts';

describe('image-updater reconcile', () => {
  it('asks once, applies the missed push, and the record names who did it and the time of the upload', () =>
    onMissedPush(async ({ sandbox, reconciled }) => {
      const questions: string[] = [];
      const confirm = (question: string): Promise<boolean> => Promise.resolve(questions.push(question) > 0);
      const { code, written, closed } = await reconciled({}, { confirm });
      assert.deepEqual([code, questions.length, closed], [EXIT.done, 1, true]);
      assert.deepEqual(images(sandbox), { app: pushedImage() });
      const record = parseUpdateRecords(now(sandbox)).get('app');
      assert.deepEqual([record?.by, record?.at], ['tester', Date.parse(UPLOADED)]);
      assert.ok(written.includes(`${REPOSITORY}:v1@11111111, uploaded ${UPLOADED}`));
    }));

  it('with --dry-run shows what was missed, asks nothing, and writes nothing', () =>
    onMissedPush(async ({ sandbox, reconciled }) => {
      const confirm = (): never => assert.fail('asked');
      const { code, written } = await reconciled({ dryRun: true, yes: true }, { confirm });
      assert.equal(code, EXIT.done);
      assert.match(written, /would be updated/);
      assert.deepEqual([patches(sandbox), images(sandbox)], [[], { app: `${REPOSITORY}:v1` }]);
    }));

  it('asks nothing where nothing was missed', () =>
    onMissedPush(
      async ({ sandbox, reconciled }) => {
        const { code, written, noted } = await reconciled({}, { confirm: () => assert.fail('asked') });
        assert.deepEqual([code, written, patches(sandbox)], [EXIT.done, '', []]);
        assert.match(noted, /nothing was missed/);
      },
      [{ containers: [{ name: 'app', image: pushedImage() }] }],
    ));

  it('has missed nothing after it was run', () =>
    onMissedPush(async ({ sandbox, reconciled }) => {
      await reconciled({ yes: true });
      assert.equal((await reconciled({ yes: true })).code, EXIT.done);
      assert.equal(patches(sandbox).length, 1);
    }));

  it('asks nobody with --yes, also where the configuration observes', () =>
    onMissedPush(async ({ sandbox, reconciled }) => {
      assert.equal((await reconciled({ yes: true }, {}, 'mode: observe')).code, EXIT.done);
      assert.deepEqual(images(sandbox), { app: pushedImage() });
    }));

  for (const [title, changes, code] of [
    ['without agreement', { confirm: () => Promise.resolve(false) }, EXIT.interrupted],
    ['without a terminal for the question', {}, EXIT.misuse],
  ] as const)
    it(`changes nothing ${title}`, () =>
      onMissedPush(async ({ sandbox, reconciled }) => {
        assert.equal((await reconciled({}, changes)).code, code);
        assert.deepEqual(patches(sandbox), []);
      }));

  it('is misuse with an invalid configuration, and reads nothing', () =>
    onMissedPush(async ({ registry, sandbox, reconciled }) => {
      const { code, noted } = await reconciled({ yes: true }, {}, 'limits: { reconcileUpdates: 0 }');
      assert.equal(code, EXIT.misuse);
      assert.match(noted, /reconcileUpdates/);
      assert.deepEqual([registry.requests, sandbox.requests], [[], []]);
    }));

  it('shows its steps, those of the plan first', () =>
    onMissedPush(async ({ reconciled }) => {
      const { units, openProgress } = watchedProgress(() => undefined);
      await reconciled({ yes: true }, { openProgress });
      const read = ['clusters read', 'registry listings read', 'clusters compared'];
      assert.deepEqual(units, [...read, ...read, 'workloads updated']);
    }));

  it('as JSON is one document with valid reports, and the plan goes beside it', () =>
    onMissedPush(async ({ reconciled }) => {
      const { code, written, noted } = await reconciled({ yes: true, json: true });
      const report = onlyReport(written);
      assert.equal(code, EXIT.done);
      assert.deepEqual(complaints(report), []);
      assert.deepEqual(
        [
          ['totals', 'updated'],
          ['push', 'trigger'],
          ['push', 'caller'],
        ].map((path) => valueAt(report, path)),
        [1, 'reconcile', 'tester'],
      );
      assert.match(noted, /would be updated/);
    }));

  it('updates no more workloads than the limit, and leaves the others for the next run', () =>
    onMissedPush(
      async ({ sandbox, reconciled }) => {
        const { code, written } = await reconciled({ yes: true }, {}, 'limits: { reconcileUpdates: 2 }');
        assert.deepEqual([code, patches(sandbox).length], [EXIT.done, 2]);
        assert.match(written, /NextRun/);
      },
      ['a', 'b', 'c'].map((name) => ({ name })),
    ));

  it('fails where a webhook denies it, and counts that', () =>
    onMissedPush(async ({ sandbox, reconciled }) => {
      sandbox.fail({ fault: { type: 'webhook', webhook: 'deny', message: 'no', code: 403 } });
      const { code, noted } = await reconciled({ yes: true });
      assert.equal(code, EXIT.failed);
      assert.match(noted, /1 containers could not be updated/);
    }));

  describe('with a listing that fails', () => {
    it('changes nothing, prints the command that grants the role, and fails', () =>
      onMissedPush(
        async ({ sandbox, reconciled }) => {
          const { code, written } = await reconciled({ yes: true });
          assert.deepEqual([code, patches(sandbox)], [EXIT.failed, []]);
          assert.match(written, /ListingForbidden/);
          assert.match(
            written.replaceAll(/\\?\n\s*/g, ' '),
            /gcloud artifacts repositories add-iam-policy-binding images .*--role roles\/artifactregistry\.reader/,
          );
        },
        [{}],
        false,
      ));

    it('updates what other listings have, and fails', () =>
      onMissedPush(
        async ({ sandbox, reconciled }) => {
          const { code } = await reconciled({ yes: true });
          assert.equal(code, EXIT.failed);
          assert.deepEqual(images(sandbox), { app: pushedImage() });
          assert.deepEqual(images(sandbox, 'api'), { app: `${OTHER}:v1` });
        },
        [{}, { name: 'api', containers: [{ name: 'app', image: `${OTHER}:v1` }] }],
      ));

    it('in the second run only changes nothing either', () =>
      onMissedPush(async ({ registry, sandbox, reconciled }) => {
        registry.instead.push(undefined, answering(200, { unknown: true, dockerImages: 'none' }));
        const { code } = await reconciled({ yes: true });
        assert.deepEqual([code, patches(sandbox)], [EXIT.failed, []]);
      }));
  });

  it('reads registries as the account of `registries`', () =>
    onMissedPush(
      async ({ google, registry, reconciled }) => {
        google.iam.allow(MACHINE, READER);
        registry.allow(`serviceAccount:${READER}`, PARENT);
        const more = `registries: [{ repositories: ['europe-docker.pkg.dev/shop/**'], impersonate: ${READER} }]`;
        assert.equal((await reconciled({ dryRun: true }, {}, more)).code, EXIT.done);
        assert.deepEqual(
          registry.requests.map(({ member }) => member),
          [`serviceAccount:${READER}`],
        );
      },
      [{}],
      false,
    ));

  it('names the repositories of other registries, and asks them nothing', () =>
    onMissedPush(
      async ({ registry, reconciled }) => {
        const { code, written } = await reconciled({ dryRun: true });
        assert.deepEqual([code, registry.requests], [EXIT.done, []]);
        assert.match(written, /^ {2}docker\.io\/library\/nginx$/m);
      },
      [{ containers: [{ name: 'app', image: 'nginx:1' }] }],
    ));
});
