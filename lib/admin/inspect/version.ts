/** Which Kubernetes a cluster runs: the first question, which tells whether anybody answers at all. */
import { at, stringOr } from '../../core/text/json.ts';
import { isApiStatus } from '../../kubernetes/client/api-status.ts';
import { faultOf, isAbsent } from '../../kubernetes/client/status.ts';
import { ask, type Probe } from './probe.ts';

/**
 * `v1.36.3`; undefined where the API server does not say, as one that was told to keep it to itself.
 * @throws Fault as {@link ask}; `ForbiddenByFrontEnd` or `UnexpectedAnswer` where something else than an API server
 * answers.
 */
export async function versionOf(probe: Probe): Promise<string | undefined> {
  // Twice is enough for a person who waits: who asks again later calls the command again.
  const answer = await ask({ ...probe, attempts: 2 }, { method: 'GET', path: '/version' });
  if (answer.status === 403 && isApiStatus(answer.body)) return undefined;
  if (answer.status !== 200 && !isAbsent(answer)) throw faultOf(answer);
  return stringOr(at(answer.body, ['gitVersion']), undefined);
}

/** Whether a version is at least 1.`minor`; one that cannot be read is taken for a new one. */
export function isSince(version: string | undefined, minor: number): boolean {
  const [, major, second] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return major === undefined || Number(major) > 1 || Number(second) >= minor;
}
