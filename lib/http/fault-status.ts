/** The HTTP status of an error. */
import { REASONS, type ErrorReason } from '../core/errors/reason.ts';

const STATUS: Readonly<Partial<Record<ErrorReason, number>>> = {
  Unauthenticated: 401,
  PermissionDenied: 403,
  IncompleteBody: 408,
  TooLarge: 413,
  UnsupportedEncoding: 415,
  ForeignHost: 421,
};

/** That of the reason, or of its kind: 400 for malformed requests, 503 for transient errors, else 500. */
export function faultStatus(reason: ErrorReason): number {
  const { kind } = REASONS[reason];
  return STATUS[reason] ?? (kind === 'malformed' ? 400 : kind === 'transient' ? 503 : 500);
}
