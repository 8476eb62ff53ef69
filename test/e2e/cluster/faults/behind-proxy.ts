/** Transports through a proxy that interferes, before a real API server. */
import assert from 'node:assert/strict';
import type { ClusterReport } from '../../../../lib/core/report/report.ts';
import { REASONS } from '../../../../lib/core/errors/reason.ts';
import type { ControlPlane } from '../../../support/control-plane/control-plane.ts';
import {
  startInterferingProxy,
  type Interference,
  type Passing,
  type InterferingProxy,
} from './interfering-proxy.ts';

export const PASS: Interference = { type: 'pass' };
export const { signal } = new AbortController();

/** A proxy before the API server, for as long as `use` runs. */
export async function behind<T>(
  own: ControlPlane,
  decide: (passing: Passing) => Interference | Promise<Interference>,
  use: (proxy: InterferingProxy) => Promise<T>,
): Promise<T> {
  const proxy = await startInterferingProxy(own, decide);
  try {
    return await use(proxy);
  } finally {
    await proxy.close();
  }
}

/** The interference of the requests that match, from the `from`-th on, `times` of them; the others pass. */
export function interferenceWith(
  matches: (passing: Passing) => boolean,
  interference: Interference,
  { from = 1, times = 1 }: { readonly from?: number; readonly times?: number } = {},
): (passing: Passing) => Interference {
  let number = 0;
  return (passing) => {
    if (!matches(passing)) return PASS;
    number += 1;
    return number >= from && number < from + times ? interference : PASS;
  };
}

export const isPatch = ({ method }: Passing): boolean => method === 'PATCH';
export const isListOf =
  (plural: string) =>
  ({ method, path }: Passing): boolean =>
    method === 'GET' && path.endsWith(`/${plural}`);

export function allPassing(reports: readonly ClusterReport[]): void {
  const reasons = reports.flatMap(({ failed, faults }) => [...failed, ...faults].map(({ reason }) => reason));
  assert.deepEqual(
    reasons.filter((reason) => REASONS[reason].kind !== 'transient'),
    [],
  );
}
