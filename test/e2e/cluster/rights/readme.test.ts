/** The commands of `infra/rbac/README.md`, run as they stand there. */
import assert from 'node:assert/strict';
import { kind } from '../../../support/builders.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import { needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { makeNamespace, makeWorkload, startOwnCluster, type OwnCluster } from './own-cluster.ts';
import { until } from '../../../support/until.ts';
import { codeBlocks } from '../../../support/pages.ts';
import { ROOT } from '../../../support/project-root.ts';
import { kubectlEnvironment } from '../kubectl.ts';
import { runProgram } from '../../../support/run-program.ts';

describe('the commands of the README on rights', () => {
  let ownCluster: OwnCluster;

  before(async function () {
    this.timeout(30_000);
    ownCluster = await startOwnCluster();
    needKubectl(this);
    for (const namespace of ['shop', 'pay']) {
      await makeNamespace(ownCluster, namespace);
      await makeWorkload(ownCluster, kind('Deployment'), { namespace });
    }
  });
  after(() => ownCluster.close());

  it('apply the manifests, and show the rights and their bounds', async function () {
    this.timeout(120_000);
    const commands = codeBlocks('infra/rbac/README.md', 'sh').flatMap(({ text }) => text.trim().split('\n'));
    const [applies, checks] = [/^(sed|echo) /, /^kubectl /].map((start) =>
      commands.filter((line) => start.test(line)),
    );
    assert.ok(applies?.length === 7 && checks?.length === 5);
    for (const line of applies) assert.equal((await shell(line)).code, 0, line);

    const [mayPatch, mayReadSecrets, list, scale, annotate] = checks;
    assert.equal((await shell(mayPatch)).stdout.trim(), 'yes');
    assert.equal((await shell(mayReadSecrets)).stdout.trim(), 'no');
    assert.equal((await shell(list)).code, 0);
    assert.ok((await shell(scale)).stderr.includes('Forbidden'));
    await until(async () => (await shell(annotate)).stderr.includes('metadata.annotations.a'));
  });

  async function shell(line: string | undefined) {
    assert.ok(line !== undefined);
    const environment = await kubectlEnvironment(ownCluster.controlPlane, ADMIN);
    return runProgram('sh', ['-c', line], { cwd: ROOT, environment });
  }
});
