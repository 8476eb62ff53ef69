/** Questions to small servers on loopback, which answer a path each, and to sandboxes. */
import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { Kind } from '../../lib/core/workload/kind.ts';
import type { Inspected, Inspection } from '../../lib/admin/inspect/inspection.ts';
import type { Probe } from '../../lib/admin/inspect/probe.ts';
import { listsToRead, type ListToRead } from '../../lib/kubernetes/lists-to-read.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { glob } from './builders.ts';
import { GET, answer, withTransport } from './loopback.ts';
import { onSandbox, type SandboxClusterOptions } from './on-sandbox.ts';
import { UPDATER } from './accounts.ts';

/** Asks a server that answers every request so. */
export function probing<T>(code: number, body: unknown, use: (probe: Probe) => Promise<T>): Promise<T> {
  return probingServer((_, response) => answer(response, code, body), use);
}

/** Asks a server; nothing is tried a second time. */
export function probingServer<T>(listener: RequestListener, use: (probe: Probe) => Promise<T>): Promise<T> {
  return withTransport(listener, (transport) => use({ transport, signal: GET.signal, attempts: 1 }));
}

/** Lists of these kinds, in each namespace, or in all together where none is named. */
export function lists(kinds: readonly Kind[], ...names: readonly string[]): readonly ListToRead[] {
  const include = (names.length === 0 ? ['*'] : names).map(glob);
  return listsToRead({ kinds }, { namespaces: { include, exclude: [] } });
}

/** The inspection of a cluster that answered. */
export function answered(inspection: Inspection | undefined): Inspected {
  assert.ok(inspection?.state === 'inspected', 'the cluster answers');
  return inspection;
}

type User = NonNullable<SandboxClusterOptions['users']>[string];

export interface Asked {
  readonly probe: Probe;
  readonly sandbox: Sandbox;
}

/** Asks a sandbox that knows one user; he may do everything unless `rights` say what. */
export function asUser<T>(
  { rights, username = UPDATER, ...options }: SandboxClusterOptions & Partial<User>,
  use: (asked: Asked) => Promise<T>,
): Promise<T> {
  const users = { token: { username, ...(rights && { rights }) } };
  const token = (): Promise<string> => Promise.resolve('token');
  return onSandbox({ ...options, users, token }, ({ sandbox, cluster }) =>
    use({ sandbox, probe: { transport: cluster.transport, signal: GET.signal, attempts: 1 } }),
  );
}

/** A `Status` as the API server answers it. */
export function status(code: number, reason: string, message = 'said the server') {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
}

export const NOT_FOUND = status(404, 'NotFound', 'the server could not find the requested resource');
