/** The control plane that all tests of a run share, and how a test says what it needs of it. */
import type { Context } from 'mocha';
import { findAssets } from './assets/find-assets.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';

let shared: ControlPlane | undefined;

/** Starts it; the root hooks call this once. */
export async function startShared(): Promise<void> {
  const assets = await findAssets({ environment: process.env, onProgress: say });
  shared = await startControlPlane({ assets });
}

/** Stops it, where it was started. */
export async function stopShared(): Promise<void> {
  await shared?.stop();
  shared = undefined;
}

/** Inside of tests and hooks only. Namespaces, roles and the like are the test's own to make, under names of its own. */
export function controlPlane(): ControlPlane {
  if (shared === undefined) throw new Error('the control plane runs only while tests do');
  return shared;
}

/** Skips the test where no controllers run. */
export function needControllers(test: Context): void {
  if (!controlPlane().controllers) test.skip();
}

/** The path of kubectl; skips the test where there is none. */
export function needKubectl(test: Context): string {
  return controlPlane().assets.kubectl ?? test.skip();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
