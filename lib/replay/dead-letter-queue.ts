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
  /** Acknowledges what is malformed too. */
  readonly discardMalformed: boolean;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** No more is taken when it aborts; what is under way is finished, the rest given back. */
  readonly signal: AbortSignal;
}

interface DeadLetter {
  readonly message: PulledMessage;
  /** Those that are not answered yet. */
  readonly leases: LeasedMessage[];
}

/** Nothing is left when no message came for so long. */
const QUIET_MS = 10_000;
const BATCH = 100;
// Far more than can be on their way when the first of them is acknowledged.
const MAX_GONE = 10_000;

export class DeadLetterQueue {
  readonly #replay: DeadLetterReplayOptions;
  readonly #maxLeased: number;
  /** Those that are not published, by the id of the message. */
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

  /** No more than `maxLeased` come at once. */
  constructor(replay: DeadLetterReplayOptions, maxLeased: number) {
    this.#replay = replay;
    this.#maxLeased = maxLeased;
    this.#quietSince = replay.clock.now();
    this.#stop = AbortSignal.any([replay.signal, this.#over.signal]);
  }

  /** How many are not published. */
  get unpublished(): number {
    return this.#letters.size;
  }

  /** Whether no more can come, since none of those that are leased will be acknowledged. */
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
    // One that comes again and again is no reason to wait on.
    if (known !== undefined) known.leases.push(leased);
    else this.#begin(leased);
  }

  /** No more will come. */
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

  /** All that is not published, and whatever comes from now on. */
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
    // Messages that come together go together.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#stop.aborted)
      await this.#replayBatch(this.#waiting.splice(0, BATCH));
    this.#isWorking = false;
    // What came meanwhile, and what is behind it, had no time to come.
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

  /** Only its id is remembered: there may be a million. */
  #acknowledge({ message, leases }: DeadLetter): void {
    this.#gone.add(message.id);
    this.#letters.delete(message.id);
    this.#leased -= leases.length;
    for (const { ack } of leases) ack();
  }
}
