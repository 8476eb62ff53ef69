/**
 * The two requests to the Container API (`https://container.googleapis.com`), for one identity:
 *
 *     GET /v1/projects/P/locations/L/clusters       { clusters: […], missingZones: […] }; L may be `-`; no pages
 *     GET /v1/projects/P/locations/L/clusters/C     one cluster
 *
 * They use the updater's own transport, with the same limits and connection errors as for API servers, and a field mask,
 * because a whole description has 10 to 20 kB.
 */
import { apiAddress } from '../../google-auth/api-address.ts';
import { openApiClient, type ApiGet } from '../../google-auth/api-client.ts';
import type { GoogleIdentity } from '../../google-auth/google-identity.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';
import { WALL_CLOCK } from '../../async/clock.ts';
import { retry, type RetryOptions } from '../../async/retry.ts';
import type { ConnectOptions } from '../connect-options.ts';
import { containerApiError } from './container-error.ts';
import { CLUSTER_FIELDS, clusterPath, type ClusterPath } from './gke-cluster.ts';
import { parseListing, parseOne, type ClusterListing } from './cluster-listing.ts';

/** Each throws an UpdaterError: those of {@link containerApiError} and of the identity, `UnexpectedAnswer`, those of connections. */
export interface ContainerApi {
  readonly list: (place: Omit<ClusterPath, 'name'>, options: RetryOptions) => Promise<ClusterListing>;
  readonly get: (cluster: ClusterPath, options: RetryOptions) => Promise<ClusterListing>;
}

/** A cluster has 3 kB within the mask, most of it its CA, and a project some thousand clusters at most. */
const BODY_BYTES = 32 * 1024 * 1024;

/** Sends nothing yet. */
export function containerApi(
  identity: GoogleIdentity,
  { environment, clock = WALL_CLOCK }: ConnectOptions,
): ContainerApi {
  const client = openApiClient(identity, apiAddress(environment, 'container'), { bodyBytes: BODY_BYTES });
  const get = (
    project: string,
    path: string,
    fields: string,
    options: RetryOptions,
  ): Promise<ApiResponse> => {
    const query = { fields, prettyPrint: 'false' };
    const { signal } = options;
    const refusal: ApiGet['refusal'] = (response, caller) =>
      containerApiError(response, { project, ...caller }, clock.now());
    return retry(() => client.get({ path, query, signal, refusal }), options);
  };
  return {
    list: async ({ project, location }, options) => {
      const path = `/v1/projects/${encodeURIComponent(project)}/locations/${location}/clusters`;
      const response = await get(project, path, `missingZones,clusters(${CLUSTER_FIELDS})`, options);
      return parseListing(response, project);
    },
    get: async (cluster, options) => {
      const path = `/v1/${clusterPath({ ...cluster, project: encodeURIComponent(cluster.project) })}`;
      const response = await get(cluster.project, path, CLUSTER_FIELDS, options);
      return parseOne(response, cluster);
    },
  };
}
