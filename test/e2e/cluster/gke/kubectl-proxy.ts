/** A real `kubectl proxy`, as a user of a control plane. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ControlPlane } from '../../../support/control-plane/control-plane.ts';

/** Runs one while `use` runs; `origin` is where it listens. */
export async function withKubectlProxy<T>(
  plane: ControlPlane,
  user: string,
  use: (origin: string) => Promise<T>,
): Promise<T> {
  const { assets, folder } = plane;
  assert.ok(assets.kubectl !== undefined, 'there is a kubectl');
  const env = { HOME: folder, KUBECONFIG: await plane.writeKubeconfig(user) };
  const child = spawn(assets.kubectl, ['proxy', '--port=0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    // `Starting to serve on 127.0.0.1:40001`
    for await (const line of createInterface(child.stdout))
      return await use(`http://${line.split(' ').at(-1) ?? ''}`);
    assert.fail('kubectl proxy ended before it served');
  } finally {
    child.kill();
    await ended;
  }
}
