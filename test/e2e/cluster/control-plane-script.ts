/** Starts a control plane from `KUBEBUILDER_ASSETS`, says so, and waits for a signal. */
import { setTimeout as sleep } from 'node:timers/promises';
import { findAssets } from '../../support/control-plane/assets/find-assets.ts';
import { startControlPlane } from '../../support/control-plane/control-plane.ts';

const assets = await findAssets({ environment: process.env, onProgress: () => undefined });
const controlPlane = await startControlPlane({ assets });
const { folder } = controlPlane;
process.stdout.write(`${JSON.stringify({ pids: Object.values(controlPlane.pids()), folder })}\n`);
await sleep(600_000);
