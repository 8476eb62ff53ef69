/** Where a GKE cluster was found, for people, and the line that makes kubectl speak to it. */
import type { EndpointKind, Origin } from '../../kubernetes/cluster.ts';
import type { Endpoint } from './choose-endpoint.ts';
import type { GkeCluster } from './gke-cluster.ts';

/** `way` is missing for a cluster that cannot be opened; then the line is for its public endpoint. */
export function toOrigin(entry: string, cluster: GkeCluster, way?: Endpoint): Origin {
  const { endpoint, server } = way ?? {};
  return {
    entry,
    way: cluster.path,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(server === undefined ? {} : { server }),
    kubectl: kubectlLine(cluster, endpoint ?? 'public'),
    context: contextName(cluster),
  };
}

const ENDPOINT_OPTIONS: Readonly<Record<EndpointKind, string>> = {
  dns: ' --dns-endpoint',
  public: '',
  private: ' --internal-ip',
};

// The names of a cluster are safe in a shell.
function kubectlLine({ project, location, name }: GkeCluster, endpoint: EndpointKind): string {
  return `gcloud container clusters get-credentials ${name} --location ${location} --project ${project}${ENDPOINT_OPTIONS[endpoint]}`;
}

/** As `get-credentials` calls it. */
function contextName({ project, location, name }: GkeCluster): string {
  return `gke_${project}_${location}_${name}`;
}
