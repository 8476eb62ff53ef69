/** The credential for an API server: a bearer token, a client certificate, or both. */
export interface Credential {
  readonly token?: string;
  /** PEM, with `key`. */
  readonly cert?: string;
  readonly key?: string;
  /** Milliseconds since the epoch; from then on the credential has to be renewed. */
  readonly until?: number;
}

/** A token without surrounding space, or undefined if it is not a valid header value. */
export function parseBearerToken(text: unknown): string | undefined {
  return typeof text === 'string' ? /^\s*([\x21-\x7e]+)\s*$/.exec(text)?.[1] : undefined;
}
