/** The connection data of an API server, from any source. */

import type { CacheRequest } from '../../async/cached-value.ts';

/** Options of node:tls: PEM texts. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate has to have, if it is not the host of the address. */
  readonly servername?: string;
  /** False accepts any certificate: only with `insecure-skip-tls-verify` in a kubeconfig. */
  readonly rejectUnauthorized?: boolean;
}

export interface Connection {
  /** `http:` or `https:`, with a path prefix for API paths. */
  readonly server: URL;
  readonly tls?: Tls;
  /**
   * A bearer token for a request; undefined if none is sent (`kubectl proxy`). `forceRefresh` is true after the API server has
   * rejected the last token, which must not be returned again.
   */
  readonly token?: (request: CacheRequest) => Promise<string>;
}
