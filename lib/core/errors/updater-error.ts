/** The only error class: a reason of the closed list, a message, and the cause. */
import { REASONS, type ErrorReason } from './reason.ts';
import type { Terms } from './reason-text.ts';
import { printable, describeValue } from '../text/printable.ts';

/**
 * An error with a code. The message says what was expected, what was received, and where. It never contains a token;
 * texts from outside pass {@link printable} first.
 */
export class UpdaterError extends Error {
  readonly reason: ErrorReason;
  /** The delay before the next attempt that the server requested, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Names for the placeholders of its remedy and command. */
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

  /** The same error with further names; the names that it has take precedence. */
  about(terms: Terms): UpdaterError {
    const { reason, message, retryAfterMs } = this;
    return new UpdaterError(reason, message, {
      cause: this,
      retryAfterMs,
      terms: { ...terms, ...this.terms },
    });
  }

  /** Whether a later attempt can succeed. */
  get transient(): boolean {
    return REASONS[this.reason].kind === 'transient';
  }
}

/** Converts any thrown value: one that is not an UpdaterError becomes `Unexpected`, with the original as cause. */
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
