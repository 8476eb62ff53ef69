/** The user of the updater, as the API server sees it. */
import { valueAt, stringOr } from '../../core/text/json.ts';
import { responseError, isAbsent } from '../../kubernetes/client/response-error.ts';
import type { Identity } from './inspection.ts';
import { postReview, type Probe } from './probe.ts';

const API_VERSION = 'authentication.k8s.io/v1';
const PATH = `/apis/${API_VERSION}/selfsubjectreviews`;

/**
 * Undefined if the API server does not say: before Kubernetes 1.28, or without a name.
 * @throws UpdaterError like {@link postReview}; `Forbidden` if the review itself is not allowed.
 */
export async function readIdentity(probe: Probe): Promise<Identity | undefined> {
  const response = await postReview(probe, PATH, { apiVersion: API_VERSION, kind: 'SelfSubjectReview' });
  if (isAbsent(response)) return undefined;
  if (response.status >= 300) throw responseError(response);
  const user = valueAt(response.body, ['status', 'userInfo']);
  const username = stringOr(valueAt(user, ['username']), '');
  return username === '' ? undefined : { username, groups: readTexts(valueAt(user, ['groups'])) };
}

function readTexts(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.filter((entry) => typeof entry === 'string');
}
