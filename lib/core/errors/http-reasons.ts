/** Why an HTTP request is rejected before its content is evaluated. */
import type { ReasonList } from './reason-text.ts';

export const HTTP_REASONS = {
  // The caller.
  Unauthenticated: {
    kind: 'failed',
    message: 'The request is not authenticated.',
    remedy:
      'Add the account under `callback.emails` with an audience (a push subscription: under `pushers`), or the SHA-256 of an API key under `callback.keys`.',
  },
  PermissionDenied: {
    kind: 'failed',
    message: 'The caller is not authorized for this repository, cluster or topic.',
    remedy:
      'Use another key, or extend `repositories` and `clusters` under `callback.keys` (a push subscription: `topics` under `pushers`).',
  },
  ForeignHost: {
    kind: 'failed',
    message: 'A server on a loopback address was called with the host name of another machine.',
    remedy: 'Use `http://localhost:PORT`, or listen on another address with `--host`.',
  },
  // The body.
  IncompleteBody: {
    kind: 'transient',
    message: 'The body of the request is incomplete.',
    remedy: 'Send the request again.',
  },
  Overloaded: {
    kind: 'transient',
    message: 'The process handles as many requests as its memory allows.',
    remedy: 'Send the request again later. Add replicas if this persists.',
  },
} as const satisfies ReasonList;
