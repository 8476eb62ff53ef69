/** The timeout of an exchange: the signal of the caller, and consecutive time limits. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { deadlineExceeded } from '../../async/deadline.ts';

interface Limit {
  readonly ms: number;
  readonly expected: string;
  readonly reason: 'Timeout' | 'ConnectTimeout';
}

/** Aborts an exchange with an error when its signal aborts or its current time limit expires. */
export class ExchangeTimeout {
  readonly #signal: AbortSignal;
  readonly #request: string;
  readonly #end: (fault: UpdaterError) => void;
  #timer: NodeJS.Timeout | undefined;
  #limit: Limit = { ms: 0, expected: '', reason: 'Timeout' };
  #paused = false;
  #ended: UpdaterError | undefined;
  readonly #abort = (): void => {
    this.#endWith(deadlineExceeded(this.#request, this.#signal));
  };

  /** `request` is the request in messages. */
  constructor(signal: AbortSignal, request: string, end: (fault: UpdaterError) => void) {
    this.#signal = signal;
    this.#request = request;
    this.#end = end;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** Why the exchange was aborted, if it was. */
  get ended(): UpdaterError | undefined {
    return this.#ended;
  }

  /** Replaces the current time limit. */
  within(ms: number, expected: string, reason: Limit['reason'] = 'Timeout'): void {
    const isSame = this.#limit.ms === ms;
    this.#limit = { ms, expected, reason };
    this.#paused = false;
    // A list arrives in ten thousand chunks, with a timer for each: refreshing a timer costs a tenth of a new one.
    if (isSame && this.#timer !== undefined) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pass(), ms);
  }

  /** Suspends the time limit while the exchange does not wait for the server. */
  pause(): void {
    this.#paused = true;
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#abort);
  }

  #pass(): void {
    if (this.#paused) return;
    const { ms, expected, reason } = this.#limit;
    this.#endWith(new UpdaterError(reason, `${this.#request}: expected ${expected} within ${ms} ms`));
  }

  #endWith(fault: UpdaterError): void {
    this.release();
    this.#ended = fault;
    this.#end(fault);
  }
}
