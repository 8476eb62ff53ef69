/** Scans of a sandbox. */
import type { Reason } from '../../lib/core/errors/reason.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { RetryOptions } from '../../lib/async/retry.ts';
import type { Scan } from '../../lib/kubernetes/scan.ts';
import { REPOSITORY, settings } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { scanRepository } from '../support/scan-repository.ts';
import type { SandboxCluster } from '../support/on-sandbox.ts';

export function scanning(
  { cluster }: SandboxCluster,
  configured: Settings = settings(),
  budget: Partial<RetryOptions> = {},
) {
  const { signal } = new AbortController();
  const clocked = { signal, clock: fakeClock(), ...budget };
  return scanRepository(cluster, REPOSITORY, configured, clocked);
}

export function names({ workloads }: Scan): string[] {
  return workloads.map(({ kind: row, namespace, name }) => `${row.kind} ${namespace}/${name}`);
}

export function faults({ faults: all }: Scan): (readonly [string, Reason])[] {
  return all.map(({ where, reason }) => [where, reason]);
}

export function lists({ sandbox }: SandboxCluster): string[] {
  return sandbox.requests.map(({ path }) => path).filter((path) => path !== '/version');
}
