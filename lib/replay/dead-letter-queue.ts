import type { PulledMessage } from '../core/event/shapes/pulled.ts';
import type { UpdaterError } from '../core/errors/updater-error.ts';
import type { Clock } from '../async/clock.ts';
import type { LeasedMessage } from '../pubsub/puller.ts';
import type { ReplayOutcome, Planned } from './replay-outcome.ts';
import { publishPlanned, type Replay } from './publish-planned.ts';
import { RecentIds } from './recent-ids.ts';

export interface DeadLetterReplayOptions extends Replay {
  /** Never rejects. */
  readonly plan: (message: PulledMessage) => Promise<Planned>;
  /** Also acknowledges malformed messages. */
  readonly discardMalformed: boolean;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** When it aborts, no more messages are read; those in flight are finished, the others nacked. */
  readonly signal: AbortSignal;
}

interface DeadLetter {
  readonly message: PulledMessage;
  /** Unanswered messages. */
  readonly leases: LeasedMessage[];
}

/** The queue counts as empty after this time without a message. */
const QUIET_MS = 10_000;
const BATCH = 100;
// Many more than can be in transit when the first of them is acknowledged.
const MAX_GONE = 10_000;

export class DeadLetterQueue {
  readonly #replay: DeadLetterReplayOptions;
  readonly #maxLeased: number;
  /** Unpublished messages, by message id. */
  readonly #letters = new Map<string, DeadLetter>();
  readonly #gone = new RecentIds(MAX_GONE);
  readonly #waiting: DeadLetter[] = [];
  readonly #over = new AbortController();
  readonly #stop: AbortSignal;
  #leased = 0;
  #quietSince: number;
  #work: Promise<void> = Promise.resolve();
  #isWorking = false;
  #isGivingBack = false;
  #fault: UpdaterError | undefined;

  /** At most `maxLeased` arrive at once. */
  constructor(replay: DeadLetterReplayOptions, maxLeased: number) {
    this.#replay = replay;
    this.#maxLeased = maxLeased;
    this.#quietSince = replay.clock.now();
    this.#stop = AbortSignal.any([replay.signal, this.#over.signal]);
  }

  /** The number of unpublished messages. */
  get unpublished(): number {
    return this.#letters.size;
  }

  /** Whether no more messages can arrive, because none of the leased ones will be acknowledged. */
  get isFull(): boolean {
    return this.#leased >= this.#maxLeased && this.#waiting.length === 0;
  }

  get fault(): UpdaterError | undefined {
    return this.#fault;
  }

  take(leased: LeasedMessage): void {
    if (this.#isGivingBack) return leased.nack();
    const { id } = leased.message;
    if (this.#gone.has(id)) return leased.ack();
    this.#leased += 1;
    const known = this.#letters.get(id);
    // A redelivered message does not prolong the wait.
    if (known !== undefined) known.leases.push(leased);
    else this.#begin(leased);
  }

  /** No more messages will arrive. */
  end(fault: UpdaterError): void {
    this.#fault = fault;
    this.#over.abort();
  }

  async untilDrained(): Promise<void> {
    const { clock } = this.#replay;
    for (;;) {
      await this.#work;
      const left = this.#quietSince + QUIET_MS - clock.now();
      if (this.#stop.aborted || left <= 0) return;
      await clock.sleep(left, this.#stop).catch(() => undefined);
    }
  }

  /** Nacks all unpublished messages, and all that arrive from now on. */
  nackAll(): void {
    this.#isGivingBack = true;
    for (const { leases } of this.#letters.values()) for (const { nack } of leases) nack();
  }

  #begin(leased: LeasedMessage): void {
    const letter: DeadLetter = { message: leased.message, leases: [leased] };
    this.#letters.set(leased.message.id, letter);
    this.#waiting.push(letter);
    this.#quietSince = this.#replay.clock.now();
    if (!this.#isWorking) this.#work = this.#replayWaiting();
  }

  async #replayWaiting(): Promise<void> {
    this.#isWorking = true;
    // Messages that arrive together are processed together.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#stop.aborted)
      await this.#replayBatch(this.#waiting.splice(0, BATCH));
    this.#isWorking = false;
    // Messages that arrived meanwhile, and those behind them, had no time to arrive.
    this.#quietSince = this.#replay.clock.now();
    if (this.isFull) this.#over.abort();
  }

  async #replayBatch(letters: readonly DeadLetter[]): Promise<void> {
    const { plan, onOutcome } = this.#replay;
    const planned = await Promise.all(letters.map(async ({ message }) => plan(message)));
    const outcomes = await publishPlanned(planned, this.#replay);
    letters.forEach((letter, index) => {
      const outcome = outcomes[index];
      if (outcome !== undefined) onOutcome(this.#settle(letter, outcome));
    });
  }

  #settle(letter: DeadLetter, outcome: ReplayOutcome): ReplayOutcome {
    const { discardMalformed, dryRun } = this.#replay;
    const settled: ReplayOutcome =
      outcome.result === 'malformed' && discardMalformed && !dryRun
        ? { ...outcome, result: 'discarded' }
        : outcome;
    if (settled.result === 'published' || settled.result === 'discarded') this.#acknowledge(letter);
    return settled;
  }

  /** Stores only its id: there may be a million. */
  #acknowledge({ message, leases }: DeadLetter): void {
    this.#gone.add(message.id);
    this.#letters.delete(message.id);
    this.#leased -= leases.length;
    for (const { ack } of leases) ack();
  }
}
