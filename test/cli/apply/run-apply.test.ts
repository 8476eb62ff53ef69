import assert from 'node:assert/strict';
import { runApply, type ApplyOptions } from '../../../lib/cli/apply/run-apply.ts';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import type { CliContext } from '../../../lib/cli/cli-context.ts';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { parseUpdateRecords } from '../../../lib/core/workload/applied-state.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../../support/builders.ts';
import { servedConfig } from '../../support/served-functions.ts';
import { images, now, patches, stored } from '../../support/on-sandbox.ts';
import { complaints } from '../../support/report-builders.ts';
import { run } from '../../support/cli-in-process.ts';

const IMAGE = `${REPOSITORY}:v1@${digest(1)}`;

describe('image-updater apply', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  afterEach(() => sandbox.close());

  const asked = (options: ApplyOptions, changes: Partial<CliContext> = {}, more = '') =>
    run((context) => runApply({ image: IMAGE, ...options }, context), {
      environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, more) },
      ...changes,
    });

  it('does it when it was agreed to, and the record names who did', async () => {
    const questions: string[] = [];
    const confirm = (question: string): Promise<boolean> => Promise.resolve(questions.push(question) > 0);
    const { code, counts } = await asked({}, { confirm });
    assert.deepEqual([code, questions.length], [EXIT.done, 1]);
    assert.deepEqual(images(sandbox), { app: IMAGE });
    assert.equal(parseUpdateRecords(now(sandbox)).get('app')?.by, 'tester');
    assert.deepEqual(counts.at(-1), { done: 1, total: 1 });
  });

  it('asks nobody with --yes, also where the configuration observes', async () => {
    const { code } = await asked({ yes: true }, {}, 'mode: observe');
    assert.equal(code, EXIT.done);
    assert.deepEqual(images(sandbox), { app: IMAGE });
  });

  for (const [what, confirm, code] of [
    ['without agreement', () => Promise.resolve(false), EXIT.interrupted],
    ['where nobody can be asked', undefined, EXIT.misuse],
  ] as const)
    it(`changes nothing ${what}`, async () => {
      const { code: ended } = await asked({}, confirm === undefined ? {} : { confirm });
      assert.equal(ended, code);
      assert.equal(patches(sandbox).length, 0);
    });

  it('is the document of the report as JSON, and the plan goes beside it', async () => {
    const { written, noted } = await asked({ yes: true, json: true });
    const document = parseJson(written);
    assert.deepEqual(complaints(document), []);
    assert.equal(valueAt(document, ['totals', 'updated']), 1);
    assert.match(noted, /would be updated/);
  });

  describe('without a digest', () => {
    const anyTag = 'policy: any\nrules: [{ match: { namespaces: [shop] }, policy: any }]';
    const pinned = `${REPOSITORY}:v0@${digest(2)}`;
    beforeEach(async () => {
      await sandbox.close();
      sandbox = await startSandbox({ objects: [stored({ containers: [{ name: 'app', image: pinned }] })] });
    });
    const bare = { image: `${REPOSITORY}:v1`, yes: true };

    it('leaves what carries one as it is, and says how to give one', async () => {
      const { code, noted, written } = await asked(bare, {}, anyTag);
      assert.deepEqual([code, images(sandbox)], [EXIT.done, { app: pinned }]);
      assert.match(noted, /gcloud artifacts docker images describe \S+web:v1 /);
      assert.match(written, /NoDigest/);
    });

    it('writes the plain tag with --unpinned, and the row says so', async () => {
      const { code, written } = await asked({ ...bare, unpinned: true }, {}, anyTag);
      assert.deepEqual([code, images(sandbox)], [EXIT.done, { app: `${REPOSITORY}:v1` }]);
      assert.match(written, /now, no digest/);
    });

    it('--unpinned is misuse where a digest is given', async () => {
      const { code } = await asked({ image: IMAGE, yes: true, unpinned: true }, {}, anyTag);
      assert.deepEqual([code, images(sandbox)], [EXIT.misuse, { app: pinned }]);
    });
  });

  it('asks nothing where there is nothing to do', async () => {
    await asked({ yes: true });
    const { code } = await asked({});
    assert.equal(code, EXIT.done);
    assert.equal(patches(sandbox).length, 1);
  });

  it('fails where a webhook denies it', async () => {
    sandbox.fail({ fault: { type: 'webhook', webhook: 'deny', message: 'no', code: 403 } });
    assert.equal((await asked({ yes: true })).code, EXIT.failed);
  });

  describe('with more updates than the limit', () => {
    beforeEach(async () => {
      await sandbox.close();
      sandbox = await startSandbox({ objects: ['a', 'b', 'c'].map((name) => stored({ name })) });
    });
    const LIMIT = 'limits: { workloadsPerNamespace: 2 }';

    it('changes nothing and fails', async () => {
      assert.equal((await asked({ yes: true }, {}, LIMIT)).code, EXIT.failed);
      assert.equal(patches(sandbox).length, 0);
    });

    it('changes all with --ignore-limit', async () => {
      assert.equal((await asked({ yes: true, ignoreLimit: true }, {}, LIMIT)).code, EXIT.done);
      assert.equal(patches(sandbox).length, 3);
    });
  });

  it('that is interrupted finishes what is under way, begins no more, and says what was done', async () => {
    await sandbox.close();
    sandbox = await startSandbox({
      objects: Array.from({ length: 30 }, (_, index) => stored({ name: `w${index}` })),
    });
    const interruption = new AbortController();
    const openProgress: CliContext['openProgress'] = (unit) => ({
      show: () => void (unit === 'workloads' && interruption.abort()),
      close: () => undefined,
    });
    const { code, written } = await asked(
      { yes: true, json: true },
      { signal: interruption.signal, openProgress },
    );
    assert.equal(code, EXIT.interrupted);
    const totals = ['updated', 'failed'].map((key) => Number(valueAt(parseJson(written), ['totals', key])));
    const [updated = 0, failed = 0] = totals;
    assert.equal(updated + failed, 30);
    assert.ok(updated >= 1 && updated <= 9, `${updated} were under way`);
    assert.equal(patches(sandbox).length, updated);
  });
});
