/** The leash of one exchange: the caller's signal and one time limit after another. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { deadlineExceeded } from '../../async/deadline.ts';

interface Limit {
  readonly ms: number;
  readonly expected: string;
  readonly reason: 'Timeout' | 'ConnectTimeout';
}

/** Ends an exchange, with the fault that says why, when its signal aborts or its current time limit passes. */
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

  /** `request` says in messages which request this is. */
  constructor(signal: AbortSignal, request: string, end: (fault: UpdaterError) => void) {
    this.#signal = signal;
    this.#request = request;
    this.#end = end;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** Why the exchange was ended, if it was. */
  get ended(): UpdaterError | undefined {
    return this.#ended;
  }

  /** Puts this limit in place of the one before it. */
  within(ms: number, expected: string, reason: Limit['reason'] = 'Timeout'): void {
    const isSame = this.#limit.ms === ms;
    this.#limit = { ms, expected, reason };
    this.#paused = false;
    // A list comes in ten thousand pieces, and waits for each: a timer that is only put off costs a tenth of a new one.
    if (isSame && this.#timer !== undefined) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pass(), ms);
  }

  /** No time limit until the next one: the server is not what is being waited for. */
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
