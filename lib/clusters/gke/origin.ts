/** The origin of a GKE cluster for people, and the command that configures kubectl for it. */
import type { EndpointKind, Origin } from '../../kubernetes/cluster.ts';
import type { Endpoint } from './choose-endpoint.ts';
import type { GkeCluster } from './gke-cluster.ts';

/** `way` is undefined for a cluster that cannot be opened; the command then uses the public endpoint. */
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

// The names are safe in a shell.
function kubectlLine({ project, location, name }: GkeCluster, endpoint: EndpointKind): string {
  return `gcloud container clusters get-credentials ${name} --location ${location} --project ${project}${ENDPOINT_OPTIONS[endpoint]}`;
}

/** As `get-credentials` calls it. */
function contextName({ project, location, name }: GkeCluster): string {
  return `gke_${project}_${location}_${name}`;
}
