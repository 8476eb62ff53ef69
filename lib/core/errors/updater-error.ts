/** The one error class: a reason of the closed list, a message, and the error behind it. */
import { REASONS, type ErrorReason } from './reason.ts';
import type { Terms } from './reason-text.ts';
import { printable, describeValue } from '../text/printable.ts';

/**
 * Something that went wrong, with a code. The message says what was expected, what came, and where; it
 * never holds a token, and texts from outside go through {@link printable} first.
 */
export class UpdaterError extends Error {
  readonly reason: ErrorReason;
  /** How long the server asked to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** What its remedy is to name. */
  readonly terms: Terms | undefined;

  constructor(
    reason: ErrorReason,
    message: string,
    options?: {
      readonly cause?: unknown;
      readonly retryAfterMs?: number | undefined;
      readonly terms?: Terms | undefined;
    },
  ) {
    super(message, options);
    this.name = 'Fault';
    this.reason = reason;
    this.retryAfterMs = options?.retryAfterMs;
    this.terms = options?.terms;
  }

  /** The same, of something that has these names too; those that it knew count more. */
  about(terms: Terms): UpdaterError {
    const { reason, message, retryAfterMs } = this;
    return new UpdaterError(reason, message, {
      cause: this,
      retryAfterMs,
      terms: { ...terms, ...this.terms },
    });
  }

  /** Whether doing the same again later can help. */
  get transient(): boolean {
    return REASONS[this.reason].kind === 'transient';
  }
}

/** Any thrown value as an UpdaterError: any other becomes `Unexpected`, with the original as its cause. */
export function toUpdaterError(thrown: unknown): UpdaterError {
  if (thrown instanceof UpdaterError) return thrown;
  return new UpdaterError(
    'Unexpected',
    thrown instanceof Error ? printable(thrown.message) : describeValue(thrown),
    {
      cause: thrown,
    },
  );
}
