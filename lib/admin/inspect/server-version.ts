/** The version of Kubernetes: the first request, which shows whether the API server responds at all. */
import { valueAt, stringOr } from '../../core/text/json.ts';
import { isApiStatus } from '../../kubernetes/client/api-status.ts';
import { responseError, isAbsent } from '../../kubernetes/client/response-error.ts';
import { sendProbe, type Probe } from './probe.ts';

/**
 * `v1.36.3`; undefined if the API server hides its version.
 * @throws UpdaterError like {@link sendProbe}; `ForbiddenByFrontEnd` or `UnexpectedAnswer` if something else than an API server
 * responds.
 */
export async function readServerVersion(probe: Probe): Promise<string | undefined> {
  // Two attempts are enough while a person waits; the command can be run again.
  const response = await sendProbe({ ...probe, attempts: 2 }, { method: 'GET', path: '/version' });
  if (response.status === 403 && isApiStatus(response.body)) return undefined;
  if (response.status !== 200 && !isAbsent(response)) throw responseError(response);
  return stringOr(valueAt(response.body, ['gitVersion']), undefined);
}

/** Whether a version is at least 1.`minor`; a version that cannot be parsed counts as new. */
export function isAtLeastMinor(version: string | undefined, minor: number): boolean {
  const [, major, second] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return major === undefined || Number(major) > 1 || Number(second) >= minor;
}
