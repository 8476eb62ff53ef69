/** The commands of `infra/rbac/README.md`, run as they stand there. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { kind } from '../../../support/builders.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import { needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { makeNamespace, makeWorkload, startOwnCluster, type OwnCluster } from './own-cluster.ts';
import { until } from '../../../support/until.ts';
import { ROOT } from '../../../support/project-root.ts';

const run = promisify(execFile);

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
    const commands = await commandsOf(path.join(ROOT, 'infra/rbac/README.md'));
    const [applies, checks] = [/^(sed|echo) /, /^kubectl /].map((start) =>
      commands.filter((line) => start.test(line)),
    );
    assert.ok(applies?.length === 5 && checks?.length === 5);
    for (const line of applies) assert.equal((await shell(line)).code, 0, line);

    const [mayPatch, mayReadSecrets, list, scale, annotate] = checks;
    assert.equal((await shell(mayPatch)).out.trim(), 'yes');
    assert.equal((await shell(mayReadSecrets)).out.trim(), 'no');
    assert.equal((await shell(list)).code, 0);
    assert.ok((await shell(scale)).error.includes('Forbidden'));
    await until(async () => (await shell(annotate)).error.includes('metadata.annotations.a'));
  });

  async function shell(line: string | undefined) {
    assert.ok(line !== undefined);
    const kubectl = ownCluster.controlPlane.assets.kubectl ?? '';
    const env = {
      PATH: `${path.dirname(kubectl)}:${process.env['PATH']}`,
      HOME: ownCluster.controlPlane.folder,
      KUBECONFIG: await ownCluster.controlPlane.writeKubeconfig(ADMIN),
    };
    return run('sh', ['-c', line], { cwd: ROOT, env }).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, error: stderr }),
      (failed: { code: number; stdout: string; stderr: string }) => ({
        code: failed.code,
        out: failed.stdout,
        error: failed.stderr,
      }),
    );
  }
});

/** The lines of all shell blocks. */
async function commandsOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) => block.trim().split('\n'));
}
