import assert from 'node:assert/strict';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { runHold, runRelease, type HoldOptions } from '../../../lib/cli/hold/run-hold.ts';
import { readHold, isHeld } from '../../../lib/core/workload/hold.ts';
import { objectOr, valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { REPOSITORY } from '../../support/builders.ts';
import { servedConfig } from '../../support/served-functions.ts';
import { now, patches, stored } from '../../support/on-sandbox.ts';
import { run } from '../../support/cli-in-process.ts';

describe('image-updater hold and release', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({
      objects: [stored({}), stored({ name: 'proxy', containers: [{ name: 'n', image: 'nginx:1' }] })],
    });
  });
  afterEach(() => sandbox.close());

  const asked = (command: typeof runHold, options: HoldOptions, signal = new AbortController().signal) =>
    run((context) => command(options, context), {
      environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }) },
      signal,
    });
  const WEB = { workload: 'deployment/web', namespace: 'shop' };

  it('hold one workload, with who and why', async () => {
    const { code } = await asked(runHold, { ...WEB, reason: 'incident' });
    assert.equal(code, EXIT.done);
    const { by, why } = readHold(now(sandbox)) ?? {};
    assert.deepEqual([by, why], ['tester', 'incident']);
    assert.equal(isHeld(now(sandbox, 'proxy')), false);
  });

  it('keep the longest reason whole, and take none that is longer', async () => {
    const why = '"'.repeat(512);
    assert.equal((await asked(runHold, { ...WEB, reason: why })).code, EXIT.done);
    assert.equal(readHold(now(sandbox))?.why, why);
    assert.equal((await asked(runHold, { ...WEB, reason: `${why}x` })).code, EXIT.misuse);
  });

  it('let it go, and print no command: no registry was asked what was pushed meanwhile', async () => {
    await asked(runHold, WEB);
    const { code, written, noted } = await asked(runRelease, WEB);
    assert.equal(code, EXIT.done);
    assert.equal(isHeld(now(sandbox)), false);
    assert.doesNotMatch(written + noted, /\b(?:apply|replay)\b/);
    assert.ok(!written.includes(REPOSITORY));
  });

  it('have a document of workloads and faults alone', async () => {
    const { written } = await asked(runRelease, { ...WEB, json: true });
    assert.deepEqual(Object.keys(objectOr(parseJson(written))), ['workloads', 'faults']);
  });

  it('hold all that run an image', async () => {
    const { written } = await asked(runHold, { image: 'nginx', json: true });
    const list = valueAt(parseJson(written), ['workloads']);
    assert.ok(Array.isArray(list));
    assert.equal(valueAt(list[0], ['result']), 'held');
    assert.deepEqual([isHeld(now(sandbox, 'proxy')), isHeld(now(sandbox))], [true, false]);
  });

  it('report what names the image in a text that cannot be read, and never write to it', async () => {
    await sandbox.close();
    sandbox = await startSandbox({
      objects: [
        stored({}),
        stored({ name: 'odd', containers: [{ name: 'n', image: 'h.example/other/web:a b' }] }),
      ],
    });
    const { code, written } = await asked(runHold, { image: REPOSITORY, json: true });
    const list = valueAt(parseJson(written), ['workloads']);
    assert.ok(Array.isArray(list));
    assert.deepEqual(
      list.map((row: unknown) => [
        valueAt(row, ['name']),
        valueAt(row, ['result']),
        valueAt(row, ['reason']),
      ]),
      [
        ['odd', 'skipped', 'InvalidImage'],
        ['web', 'held', undefined],
      ],
    );
    assert.deepEqual([code, isHeld(now(sandbox)), isHeld(now(sandbox, 'odd'))], [EXIT.done, true, false]);
    assert.match((await asked(runRelease, { image: REPOSITORY })).written, /odd: InvalidImage: /);
  });

  it('fail where all that was found cannot be read', async () => {
    await sandbox.close();
    const odd = stored({ name: 'odd', containers: [{ name: 'n', image: 'h.example/other/web:a b' }] });
    sandbox = await startSandbox({ objects: [odd] });
    const { code } = await asked(runHold, { image: REPOSITORY });
    assert.deepEqual([code, patches(sandbox).length], [EXIT.failed, 0]);
  });

  it('of what is held already say by whom and why, and leave that hold', async () => {
    await asked(runHold, { ...WEB, reason: 'incident' });
    const { code, written } = await asked(runHold, { ...WEB, reason: 'mine' });
    assert.equal(code, EXIT.done);
    assert.match(written, /^test: Deployment shop\/web: held by tester since \S+: incident$/m);
    assert.equal(readHold(now(sandbox))?.why, 'incident');
  });

  it('tell an unknown cluster from a workload that is not there, and name the clusters', async () => {
    const { code, written, noted } = await asked(runHold, { ...WEB, cluster: 'other*' });
    assert.deepEqual([code, written, patches(sandbox).length], [EXIT.failed, '', 0]);
    assert.match(noted, /^expected --cluster to match one of the clusters \(test\), got other\*$/m);
  });

  for (const namespaces of ['exclude: [shop]', 'include: [pay]'])
    it(`tell a namespace that is left out from a workload that is not there: ${namespaces}`, async () => {
      const environment = {
        IMAGE_UPDATER_CONFIG: `clusters: [{ name: test, server: '${sandbox.url}', namespaces: { ${namespaces} } }]`,
      };
      const { code, written } = await run((context) => runHold({ ...WEB, json: true }, context), {
        environment,
      });
      const rows = valueAt(parseJson(written), ['workloads']);
      assert.ok(Array.isArray(rows));
      assert.deepEqual(
        rows.map((row: unknown) => [valueAt(row, ['result']), valueAt(row, ['reason'])]),
        [['skipped', 'ExcludedNamespace']],
      );
      assert.deepEqual([code, patches(sandbox).length], [EXIT.failed, 0]);
    });

  it('name the clusters that were searched where others leave the namespace out', async () => {
    const entry = (name: string, more: string): string =>
      `{ name: ${name}, server: '${sandbox.url}'${more} }`;
    const clusters = [entry('all', ''), entry('some', ', namespaces: { exclude: [shop] }')];
    const environment = { IMAGE_UPDATER_CONFIG: `clusters: [${clusters.join(', ')}]` };
    const options = { workload: 'deployment/gone', namespace: 'shop' };
    const { code, noted } = await run((context) => runHold(options, context), { environment });
    assert.equal(code, EXIT.failed);
    assert.match(noted, /^No workload matches in all\.$/m);
  });

  it('touch the clusters alone that are named', async () => {
    assert.equal((await asked(runHold, { ...WEB, cluster: 'te*' })).code, EXIT.done);
  });

  for (const [what, options, code] of [
    ['nothing that is there', { workload: 'deployment/gone' }, EXIT.failed],
    ['neither', {}, EXIT.misuse],
    ['a glob that is none', { ...WEB, cluster: '' }, EXIT.misuse],
  ] as const)
    it(`name ${what}: the exit code is ${code}`, async () =>
      assert.equal((await asked(runHold, options)).code, code));

  it('fail where a webhook denies it', async () => {
    sandbox.fail({ fault: { type: 'webhook', webhook: 'deny', message: 'no', code: 403 } });
    assert.equal((await asked(runHold, WEB)).code, EXIT.failed);
  });

  it('that are interrupted change nothing', async () => {
    assert.equal((await asked(runHold, WEB, AbortSignal.abort())).code, EXIT.interrupted);
    assert.equal(patches(sandbox).length, 0);
  });
});
