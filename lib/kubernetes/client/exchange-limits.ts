/** Limits of time and size of an exchange with an API server. */

export interface ExchangeLimits {
  /** Time limit of TCP and TLS together, in milliseconds. */
  readonly connectMs: number;
  /** Time limit from the connection to the last byte of a normal response, or to the first byte of a streamed one. */
  readonly answerMs: number;
  /** Time limit of a streamed response without a byte. */
  readonly silenceMs: number;
  /** The maximum size of a body that is read completely. */
  readonly bodyBytes: number;
  /** The maximum number of connections to an API server. */
  readonly connections: number;
  /** The number of connections that are kept for the next event. */
  readonly keptConnections: number;
  /** Idle time after which a kept connection is closed, in milliseconds. */
  readonly idleMs: number;
}

/** An object has at most 1.5 MB in etcd; with field names it has less than 4 MB of JSON. */
export const EXCHANGE_LIMITS: ExchangeLimits = {
  connectMs: 5_000,
  answerMs: 15_000,
  silenceMs: 15_000,
  bodyBytes: 4 * 1024 * 1024,
  connections: 10,
  // One for each built-in kind, because the next event lists them concurrently.
  keptConnections: 4,
  idleMs: 90_000,
};
