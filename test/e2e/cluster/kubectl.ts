/** kubectl as a user of a control plane, without the configuration and caches of whoever runs the tests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** How a run of kubectl ended. */
export interface KubectlRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `input` is for `-f -`. Throws where the assets have no kubectl; see `needKubectl`. */
export async function kubectl(
  controlPlane: ControlPlane,
  user: string,
  parameters: readonly string[],
  input = '',
): Promise<KubectlRun> {
  const { assets, folder } = controlPlane;
  if (assets.kubectl === undefined) throw new Error('there is no kubectl');
  const KUBECONFIG = await controlPlane.writeKubeconfig(user);
  const child = spawn(assets.kubectl, parameters, {
    env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}
