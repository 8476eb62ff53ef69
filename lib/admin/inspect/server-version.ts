/** Which Kubernetes a cluster runs: the first question, which tells whether anybody answers at all. */
import { valueAt, stringOr } from '../../core/text/json.ts';
import { isApiStatus } from '../../kubernetes/client/api-status.ts';
import { responseError, isAbsent } from '../../kubernetes/client/response-error.ts';
import { sendProbe, type Probe } from './probe.ts';

/**
 * `v1.36.3`; undefined where the API server does not say, as one that was told to keep it to itself.
 * @throws UpdaterError as {@link sendProbe}; `ForbiddenByFrontEnd` or `UnexpectedAnswer` where something else than an API server
 * answers.
 */
export async function readServerVersion(probe: Probe): Promise<string | undefined> {
  // Twice is enough for a person who waits: who asks again later calls the command again.
  const response = await sendProbe({ ...probe, attempts: 2 }, { method: 'GET', path: '/version' });
  if (response.status === 403 && isApiStatus(response.body)) return undefined;
  if (response.status !== 200 && !isAbsent(response)) throw responseError(response);
  return stringOr(valueAt(response.body, ['gitVersion']), undefined);
}

/** Whether a version is at least 1.`minor`; one that cannot be read is taken for a new one. */
export function isAtLeastMinor(version: string | undefined, minor: number): boolean {
  const [, major, second] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return major === undefined || Number(major) > 1 || Number(second) >= minor;
}
