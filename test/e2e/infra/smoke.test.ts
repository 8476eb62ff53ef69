/** What `infra/smoke.sh` deploys, as Terraform validates it: all else of the script is in `test/e2e/pubsub/smoke`. */
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';
import { workspaceFor } from './workspace.ts';

/** Bodies of programs: `terraform` validates where it is told to apply, and the others only succeed. */
const TOOLS: Readonly<Record<string, string>> = {
  terraform: `PATH=\${PATH#*:}
case "$*" in
  *' apply '*) exec terraform "$1" validate -no-color ;;
  *) exec terraform "$@" ;;
esac`,
  ...Object.fromEntries(
    ['gcloud', 'gke-gcloud-auth-plugin', 'kubectl', 'npm', 'crane'].map((tool) => [tool, 'exit 0']),
  ),
};

describe('infra/smoke.sh', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'image-updater-smoke-'));
    await mkdir(path.join(folder, 'bin'));
    for (const [tool, body] of Object.entries(TOOLS)) {
      await writeFile(path.join(folder, 'bin', tool), `#!/bin/sh\n${body}\n`);
      await chmod(path.join(folder, 'bin', tool), 0o755);
    }
  });
  after(() => rm(folder, { recursive: true }));

  it('deploys the minimal example as Terraform finds it valid, from the sources of this clone', async function () {
    const { env } = await workspaceFor(this);
    const { stdout, stderr } = await runProgram(
      'bash',
      [path.join(ROOT, 'infra/smoke.sh'), '--yes', 'my-project', 'europe-north1-a', 'prod'],
      {
        env: {
          ...env,
          PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`,
          SMOKE_FOLDER: path.join(folder, "it's kept"),
        },
      },
    );
    assert.match(stdout, /Success! The configuration is valid/, stdout + stderr);
  });
});
