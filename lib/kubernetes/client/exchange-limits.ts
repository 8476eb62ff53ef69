/** How long and how much an exchange with an API server may be. */

export interface ExchangeLimits {
  /** TCP and TLS together, in milliseconds. */
  readonly connectMs: number;
  /** From the connection to the last byte of an ordinary answer, or to the first of a streamed one. */
  readonly answerMs: number;
  /** How long a streamed answer may stay without a byte. */
  readonly silenceMs: number;
  /** Largest body that is read whole. */
  readonly bodyBytes: number;
  /** Connections to one API server, at most. */
  readonly connections: number;
  /** Of these so many are kept for the next event. */
  readonly keptConnections: number;
  /** How long a kept connection may go unused before it is closed, in milliseconds. */
  readonly idleMs: number;
}

/** An object is at most 1.5 MB in etcd; with its field names written out it stays below 4 MB of JSON. */
export const EXCHANGE_LIMITS: ExchangeLimits = {
  connectMs: 5_000,
  answerMs: 15_000,
  silenceMs: 15_000,
  bodyBytes: 4 * 1024 * 1024,
  connections: 10,
  // One for each built-in kind: the next event lists them all at once.
  keptConnections: 4,
  idleMs: 90_000,
};
