/** Who we are in a cluster, as its API server sees us. */
import { at, stringOr } from '../../core/text/json.ts';
import { faultOf, isAbsent } from '../../kubernetes/client/status.ts';
import type { Identity } from './inspection.ts';
import { askFor, type Probe } from './probe.ts';

const API_VERSION = 'authentication.k8s.io/v1';
const PATH = `/apis/${API_VERSION}/selfsubjectreviews`;

/**
 * Undefined where the API server cannot tell: before Kubernetes 1.28, or where a name is missing.
 * @throws Fault as {@link askFor}; `Forbidden` where even that is not allowed.
 */
export async function identityOf(probe: Probe): Promise<Identity | undefined> {
  const answer = await askFor(probe, PATH, { apiVersion: API_VERSION, kind: 'SelfSubjectReview' });
  if (isAbsent(answer)) return undefined;
  if (answer.status >= 300) throw faultOf(answer);
  const user = at(answer.body, ['status', 'userInfo']);
  const username = stringOr(at(user, ['username']), '');
  return username === '' ? undefined : { username, groups: textsOf(at(user, ['groups'])) };
}

function textsOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.filter((entry) => typeof entry === 'string');
}
