/** Why a request over HTTP is refused before its content is evaluated. */
import type { ReasonList } from './reason-text.ts';

export const HTTP_REASONS = {
  // The caller.
  Unauthenticated: {
    kind: 'failed',
    message: 'The request is not authenticated.',
    remedy:
      'Name the account under `callback.emails` (a pusher: `pushers`) with an audience, or the SHA-256 of a key under `callback.keys`.',
  },
  PermissionDenied: {
    kind: 'failed',
    message: 'The caller is not authorized for this repository, cluster or topic.',
    remedy:
      'Use another key, or widen `repositories` and `clusters` under `callback.keys`; a pusher: `topics` under `pushers`.',
  },
  ForeignHost: {
    kind: 'failed',
    message: 'A server on loopback was addressed by a name that is not of this machine.',
    remedy: 'Use `http://localhost:PORT`, or listen on another address with `--host`.',
  },
  // The body.
  IncompleteBody: {
    kind: 'transient',
    message: 'The body of the request did not arrive in full.',
    remedy: 'Send the request again.',
  },
  Overloaded: {
    kind: 'transient',
    message: 'The process works on as many requests as its memory allows.',
    remedy: 'Send the request again later; add replicas if this lasts.',
  },
} as const satisfies ReasonList;
