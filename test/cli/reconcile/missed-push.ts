/** Runs of reconcile over a registry and a cluster on loopback, with a push whose event was lost. */
import assert from 'node:assert/strict';
import type { CliContext } from '../../../lib/cli/cli-context.ts';
import { runReconcile, type ReconcileOptions } from '../../../lib/cli/reconcile/run-reconcile.ts';
import { parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import type { ArtifactRegistry } from '../../support/artifact-registry.ts';
import { digest, REPOSITORY, type Given } from '../../support/builders.ts';
import { run, type Run } from '../../support/cli-in-process.ts';
import type { Google } from '../../support/google-credentials.ts';
import { stored } from '../../support/on-sandbox.ts';
import { MACHINE, withRegistryEnvironment } from '../../support/registry-environment.ts';
import { servedConfig } from '../../support/served-functions.ts';

export const PARENT = 'projects/shop/locations/europe/repositories/images';
export const READER = 'reader@shop.iam.gserviceaccount.com';
export const OTHER = 'europe-docker.pkg.dev/shop/secret/api';
export const UPLOADED = '2026-01-05T08:00:00.000Z';
const MISSED = { digest: digest(1), tags: ['v1'], uploadTime: UPLOADED };

export interface MissedPush {
  readonly google: Google;
  readonly registry: ArtifactRegistry;
  readonly sandbox: Sandbox;
  /** `more`: further YAML of the configuration. */
  readonly reconciled: (
    options?: ReconcileOptions,
    changes?: Partial<CliContext>,
    more?: string,
  ) => Promise<Run>;
}

/** A cluster whose workloads missed a push of the tag `v1`, and a registry that the machine may read. */
export function onMissedPush(
  use: (missed: MissedPush) => Promise<void>,
  objects: readonly Given[] = [{}],
  mayRead = true,
): Promise<void> {
  return withRegistryEnvironment(async ({ google, registry, environment }) => {
    registry.allow(mayRead ? MACHINE : 'user:nobody@shop.example', PARENT);
    registry.push(REPOSITORY, MISSED);
    const sandbox = await startSandbox({ objects: objects.map(stored) });
    const reconciled: MissedPush['reconciled'] = (options = {}, changes = {}, more = '') =>
      run((context) => runReconcile(options, context), {
        environment: { ...environment, IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, more) },
        ...changes,
      });
    try {
      await use({ google, registry, sandbox, reconciled });
    } finally {
      await sandbox.close();
    }
  });
}

/** Progress that calls `onShow` with the unit; it keeps the units in the order in which they are opened. */
export function watchedProgress(onShow: (unit: string) => void) {
  const units: string[] = [];
  const openProgress: CliContext['openProgress'] = (unit) => {
    units.push(unit);
    return { show: () => onShow(unit), close: () => undefined };
  };
  return { units, openProgress };
}

/** The report document of a run that missed one push of one repository. */
export function onlyReport(written: string): unknown {
  const [repository] = listAt(parseJson(written), 'repositories');
  const reports = listAt(repository, 'reports');
  assert.equal(reports.length, 1);
  return reports[0];
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = valueAt(value, [key]);
  assert.ok(Array.isArray(list));
  return list;
}
