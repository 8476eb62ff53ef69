/** The RBAC attributes of a request, from method and path like in the API server, whether the resource is served or not. */
import type { RequestRecord } from './request-log.ts';
import type { AccessRequest } from './rights.ts';

const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The verbs for `get` and `delete` without the name of an object. */
const VERBS_OF_MANY: Readonly<Record<string, string>> = { get: 'list', delete: 'deletecollection' };

/** For `/api/VERSION/…` and `/apis/GROUP/VERSION/…` a resource; for other paths the path. */
export function readAccessRequest({
  method,
  path,
  query,
}: Pick<RequestRecord, 'method' | 'path' | 'query'>): AccessRequest {
  const [root, ...rest] = path.replaceAll(/^\/+|\/+$/g, '').split('/');
  const [group, parts] = root === 'api' ? ['', rest.slice(1)] : [rest[0] ?? '', rest.slice(2)];
  if ((root !== 'api' && root !== 'apis') || parts.length === 0) return { verb: method.toLowerCase(), path };
  const { namespace, resource, name, subresource } = parsePlace(parts);
  const verb = VERBS[method] ?? '';
  return {
    verb: name === undefined ? verbOfMany(verb, query) : verb,
    group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

interface Place {
  readonly resource: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** A namespace is itself an object in that namespace. */
function parsePlace(parts: readonly string[]): Place {
  const namespace = parts[0] === 'namespaces' ? parts[1] : undefined;
  const [resource = '', name, subresource] =
    namespace !== undefined && parts.length > 2 ? parts.slice(2) : parts;
  return { resource, namespace, name, subresource };
}

function verbOfMany(verb: string, query: RequestRecord['query']): string {
  const watch = query['watch'];
  if (verb === 'get' && watch !== undefined && watch !== '0' && watch !== 'false') return 'watch';
  return VERBS_OF_MANY[verb] ?? verb;
}
