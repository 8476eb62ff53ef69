/** A connection: all that scan and patch know of a cluster's API server, wherever it came from. */

import type { CacheRequest } from '../../async/cached-value.ts';

/** What node:tls needs beyond its defaults: PEM texts. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the server's certificate has to have, where it is not the host of the address. */
  readonly servername?: string;
  /** False takes any certificate: only where a kubeconfig says `insecure-skip-tls-verify`. */
  readonly rejectUnauthorized?: boolean;
}

export interface Connection {
  /** `http:` or `https:`, with the path that API paths are put behind. */
  readonly server: URL;
  readonly tls?: Tls;
  /**
   * A bearer token for one request; absent where none is sent (`kubectl proxy`). `renew` is true after the API
   * server has refused the last one: a cached token must not be given again.
   */
  readonly token?: (request: CacheRequest) => Promise<string>;
}
