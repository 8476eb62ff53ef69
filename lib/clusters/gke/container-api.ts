/**
 * The two questions that we ask the Container API (`https://container.googleapis.com`), for one identity:
 *
 *     GET /v1/projects/P/locations/L/clusters       { clusters: […], missingZones: […] }; L may be `-`; no pages
 *     GET /v1/projects/P/locations/L/clusters/C     one cluster
 *
 * Over our own transport, with the limits and the connection faults of any other server that we ask, and with a
 * field mask: a whole description has 10 to 20 kB.
 */
import { asFault, Fault } from '../../core/errors/fault.ts';
import { apiAddress } from '../../google-auth/api-address.ts';
import type { GoogleIdentity } from '../../google-auth/identity.ts';
import type { Answer } from '../../kubernetes/client/response.ts';
import { WALL_CLOCK } from '../../async/clock.ts';
import { LIMITS } from '../../kubernetes/client/timeouts.ts';
import { retrying, type RetryOptions } from '../../async/retry.ts';
import { openTransport, type Request } from '../../kubernetes/client/transport.ts';
import type { Surroundings } from '../surroundings.ts';
import { containerFault } from './container-fault.ts';
import { CLUSTER_FIELDS, pathOf, type ClusterPath } from './gke-cluster.ts';
import { parseListing, parseOne, type Listing } from './listing.ts';

/** Each throws a Fault: those of {@link containerFault} and of the identity, `UnexpectedAnswer`, those of connections. */
export interface ContainerApi {
  readonly list: (place: Omit<ClusterPath, 'name'>, options: RetryOptions) => Promise<Listing>;
  readonly get: (cluster: ClusterPath, options: RetryOptions) => Promise<Listing>;
}

/** A cluster has 3 kB within the mask, most of it its CA, and a project some thousand clusters at most. */
const BODY_BYTES = 32 * 1024 * 1024;

/** Nothing is sent yet. */
export function containerApi(
  identity: GoogleIdentity,
  { environment, clock = WALL_CLOCK }: Surroundings,
): ContainerApi {
  const server = apiAddress(environment, 'container');
  let shown = '';
  const token: GoogleIdentity['token'] = async (wanted) => (shown = await identity.token(wanted));
  const transport = openTransport({ server, token }, { ...LIMITS, bodyBytes: BODY_BYTES });
  const ask = async (project: string, request: Request): Promise<Answer> => {
    const headers = await billedTo(identity, request.signal);
    const answer = await transport.json({ ...request, headers }).catch(asRefusal);
    if (answer.status === 200) return answer;
    // For the remedy alone.
    const member = answer.status === 403 ? await identity.member(request.signal) : undefined;
    throw containerFault(answer, { project, token: shown, ...(member && { member }) }, clock.now());
  };
  const get = (project: string, path: string, fields: string, options: RetryOptions): Promise<Answer> => {
    const query = { fields, prettyPrint: 'false' };
    return retrying(() => ask(project, { method: 'GET', path, query, signal: options.signal }), options);
  };
  return {
    list: async ({ project, location }, options) => {
      const path = `/v1/projects/${encodeURIComponent(project)}/locations/${location}/clusters`;
      const answer = await get(project, path, `missingZones,clusters(${CLUSTER_FIELDS})`, options);
      return parseListing(answer, project);
    },
    get: async (cluster, options) => {
      const path = `/v1/${pathOf({ ...cluster, project: encodeURIComponent(cluster.project) })}`;
      const answer = await get(cluster.project, path, CLUSTER_FIELDS, options);
      return parseOne(answer, cluster);
    },
  };
}

/** Whose quota the request counts against, where that is not the project of the credentials. */
async function billedTo(identity: GoogleIdentity, signal: AbortSignal): Promise<Record<string, string>> {
  const project = await identity.quotaProject(signal);
  return project === undefined ? {} : { 'x-goog-user-project': project };
}

/** The transport knows API servers of Kubernetes; a token that Google does not take is another matter. */
function asRefusal(thrown: unknown): never {
  const fault = asFault(thrown);
  if (fault.reason !== 'Unauthorized') throw fault;
  throw new Fault('CredentialsRefused', fault.message, { cause: fault });
}
