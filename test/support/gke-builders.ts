/** What the tests of GKE entries start from. */
import assert from 'node:assert/strict';
import type { EndpointChoice, GkeSource } from '../../lib/config/config.ts';
import { parseGkeCluster, type GkeCluster } from '../../lib/clusters/gke/gke-cluster.ts';
import type { GoogleIdentity } from '../../lib/google-auth/google-identity.ts';
import { gkeCluster, type ClusterJson } from './container-api.ts';

/** `pathOf('eu', 'a')` is `projects/shop/locations/eu/clusters/a`. */
export function gkePath(location: string, name: string, project = 'shop'): string {
  return `projects/${project}/locations/${location}/clusters/${name}`;
}

/** A cluster out of its description. */
export function described(changes: ClusterJson = {}, path = gkePath('eu', 'a')): GkeCluster {
  const parsed = parseGkeCluster(gkeCluster(path, changes), path.split('/')[1] ?? '');
  assert.ok(!('invalid' in parsed), 'the test describes a cluster');
  return parsed;
}

/** An entry with this path. */
export function gke(
  path: string,
  {
    labels = {},
    endpoint = 'auto',
  }: { readonly labels?: Record<string, string>; readonly endpoint?: EndpointChoice } = {},
): GkeSource {
  const [, project = '', , location = '', , cluster = ''] = path.split('/');
  return { type: 'gke', path, project, location, cluster, labels, endpoint };
}

export const MEMBER = 'serviceAccount:updater@shop.iam.gserviceaccount.com';

/** Somebody whose token is `token`. */
export function identity(changes: Partial<GoogleIdentity> = {}): GoogleIdentity {
  return {
    token: () => Promise.resolve('token'),
    member: () => Promise.resolve(MEMBER),
    quotaProject: () => Promise.resolve(undefined),
    ...changes,
  };
}

const { signal } = new AbortController();
export const AS_IT_IS = { forceRefresh: false, signal };
export const RENEWED = { forceRefresh: true, signal };
