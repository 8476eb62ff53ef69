/** The permissions of the updater in a cluster, by access reviews, which cover RBAC and IAM. */
import pLimit from 'p-limit';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { valueAt } from '../../core/text/json.ts';
import type { Kind } from '../../core/workload/kind.ts';
import { responseError } from '../../kubernetes/client/response-error.ts';
import type { ListToRead } from '../../kubernetes/lists-to-read.ts';
import { VERBS, type Right, type Verb } from './inspection.ts';
import { postReview, resourceName, type Probe } from './probe.ts';

const API_VERSION = 'authorization.k8s.io/v1';
const PATH = `/apis/${API_VERSION}/selfsubjectaccessreviews`;

/** Maximum number of concurrent reviews in a cluster. */
const AT_ONCE = 8;

/**
 * A row for each list, in that order: its kind, and its namespace if it is a list of one namespace.
 * @throws UpdaterError like {@link postReview}; `Forbidden`, `Refused` or `UnexpectedAnswer` if a review fails.
 */
export function reviewRights(
  probe: Probe,
  lists: readonly Pick<ListToRead, 'kind' | 'namespace'>[],
): Promise<Right[]> {
  const limit = pLimit(AT_ONCE);
  return Promise.all(
    lists.map(async ({ kind, namespace }) => {
      const review = (verb: Verb): Promise<boolean> => limit(() => isAllowed(probe, kind, namespace, verb));
      const [get, list, patch] = await Promise.all([review('get'), review('list'), review('patch')]);
      const where = namespace === undefined ? {} : { namespace };
      return { kind: kind.kind, resource: resourceName(kind), ...where, allowed: { get, list, patch } };
    }),
  );
}

/** The verbs that a row lacks, of those that are asked for. */
export function missingVerbs({ allowed }: Right, verbs: readonly Verb[] = VERBS): readonly Verb[] {
  return verbs.filter((verb) => !allowed[verb]);
}

async function isAllowed(
  probe: Probe,
  { group, plural: resource }: Kind,
  namespace: string | undefined,
  verb: Verb,
): Promise<boolean> {
  const resourceAttributes = { group, resource, verb, ...(namespace === undefined ? {} : { namespace }) };
  const response = await postReview(probe, PATH, {
    apiVersion: API_VERSION,
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  });
  if (response.status >= 300) throw responseError(response);
  const allowed = valueAt(response.body, ['status', 'allowed']);
  if (typeof allowed === 'boolean') return allowed;
  throw new UpdaterError('UnexpectedAnswer', `${response.request}: expected \`status.allowed\`, got none`);
}
