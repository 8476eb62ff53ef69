/** The discoveries of one identity: entries with the same request share the response, and all share the connections. */
import type { GkeSource } from '../../config/config.ts';
import { namesOne } from '../../config/gke-claim.ts';
import { memoize } from '../../async/memoize.ts';
import type { GoogleIdentity } from '../../google-auth/google-identity.ts';
import type { ConnectOptions } from '../connect-options.ts';
import { containerApi } from './container-api.ts';
import { discovery, type Discovery } from './discovery.ts';
import { clusterPath } from './gke-cluster.ts';

/** The discovery that an entry needs. */
export type DiscoveryForSource = (source: GkeSource) => Discovery;

/**
 * Creates the discoveries of an identity. Entries with several clusters of a project use the same list, for all locations:
 * with two lists of different moments, each entry could assign a cluster to the other one. Sends nothing yet.
 * @throws UpdaterError `InvalidConfig` for an unusable address of the Container API.
 */
export function shareDiscovery(identity: GoogleIdentity, connectOptions: ConnectOptions): DiscoveryForSource {
  const api = containerApi(identity, connectOptions);
  const ofProject = memoize((project: string) => {
    const place = { project, location: '-' };
    const path = clusterPath({ ...place, name: '-' });
    return discovery(path, (options) => api.list(place, options), connectOptions.clock);
  });
  const ofOne = new Map<string, Discovery>();
  return (source) => {
    if (!namesOne(source)) return ofProject(source.project);
    const { path, project, location, cluster: name } = source;
    const found =
      ofOne.get(path) ??
      discovery(path, (options) => api.get({ project, location, name }, options), connectOptions.clock);
    ofOne.set(path, found);
    return found;
  };
}
