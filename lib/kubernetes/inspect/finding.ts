/** How a cluster was found, and the line that makes kubectl speak to it. */
import type { Cluster, Origin } from '../cluster.ts';
import type { Finding } from './inspection.ts';

/** Empty for a cluster of which nobody says where it came from. */
export function findingOf({ origin }: Pick<Cluster, 'origin'>): Finding {
  if (origin === undefined) return {};
  const { entry, way, endpoint, server } = origin;
  const kubectl = kubectlLine(origin);
  return {
    entry,
    way,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(server === undefined ? {} : { server: server.href }),
    ...(kubectl === undefined ? {} : { kubectl }),
  };
}

// Only what is harmless in a shell. A project may be of a domain: `example.com:shop`.
const GKE_PATH =
  /^projects\/([a-z0-9][a-z0-9.:-]*)\/locations\/([a-z][a-z0-9-]*)\/clusters\/([a-z][a-z0-9-]*)$/;

const ENDPOINT_OPTIONS: Readonly<Record<NonNullable<Origin['endpoint']>, string>> = {
  dns: ' --dns-endpoint',
  public: '',
  private: ' --internal-ip',
};

/**
 * With it whoever pastes it acts as himself. None for other ways: the context of a kubeconfig is what we are
 * ourselves, and nobody can grant himself a right.
 */
function kubectlLine({ way, endpoint = 'public' }: Origin): string | undefined {
  const [, project, location, cluster] = GKE_PATH.exec(way) ?? [];
  if (cluster === undefined) return undefined;
  return `gcloud container clusters get-credentials ${cluster} --location ${location} --project ${project}${ENDPOINT_OPTIONS[endpoint]}`;
}
