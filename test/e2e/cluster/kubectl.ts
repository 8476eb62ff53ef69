/** kubectl as a user of a control plane, without the configuration and caches of whoever runs the tests. */
import path from 'node:path';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { runProgram, type Ran } from '../../support/run-program.ts';

/** `input` is for `-f -`. Throws where the assets have no kubectl; see `needKubectl`. */
export async function kubectl(
  controlPlane: ControlPlane,
  user: string,
  parameters: readonly string[],
  input = '',
): Promise<Ran> {
  const { assets } = controlPlane;
  if (assets.kubectl === undefined) throw new Error('there is no kubectl');
  return runProgram(assets.kubectl, parameters, {
    environment: await kubectlEnvironment(controlPlane, user),
    input,
  });
}

/** For a shell: its `kubectl` speaks to the control plane as that user. */
export async function kubectlEnvironment(
  controlPlane: ControlPlane,
  user: string,
): Promise<Readonly<Record<string, string>>> {
  const { assets, folder } = controlPlane;
  return {
    PATH: `${path.dirname(assets.kubectl ?? '')}:${process.env['PATH']}`,
    HOME: folder,
    KUBECONFIG: await controlPlane.writeKubeconfig(user),
  };
}
