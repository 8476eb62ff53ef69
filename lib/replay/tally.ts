/** Counts of a replay, as it goes: a file may have a million lines, so of these only examples are kept. */
import type { Fault } from '../core/fault.ts';
import { commandOf, remedyOf, type Reason } from '../core/reason.ts';
import { topicName } from '../core/topic.ts';
import type { Outcome, Subject } from './outcome.ts';

/** Outcomes with one reason, and one thing to do about it. */
export interface ReasonCount {
  readonly reason: Reason;
  readonly remedy: string;
  readonly command?: string;
  readonly count: number;
  /** The first of them. */
  readonly examples: readonly { readonly subject: Subject; readonly detail: string }[];
}

export interface TopicCount {
  /** `projects/PROJECT/topics/TOPIC`. */
  readonly topic: string;
  readonly published: number;
  readonly planned: number;
  readonly failed: number;
}

export type Counts = Readonly<Record<Outcome['result'], number>>;

const MAX_EXAMPLES = 100;

interface Growing {
  readonly reason: Reason;
  readonly remedy: string;
  readonly command: string | undefined;
  count: number;
  readonly examples: { readonly subject: Subject; readonly detail: string }[];
}

export class Tally {
  readonly #counts = { published: 0, planned: 0, ignored: 0, malformed: 0, discarded: 0, failed: 0 };
  readonly #reasons = new Map<string, Growing>();
  readonly #topics = new Map<string, { published: number; planned: number; failed: number }>();

  add(outcome: Outcome): void {
    this.#counts[outcome.result] += 1;
    if ('topic' in outcome) this.#addTopic(topicName(outcome.topic), outcome.result);
    if ('fault' in outcome) this.#addReason(outcome.subject, reasonOf(outcome.fault));
    if (outcome.result === 'ignored')
      this.#addReason(outcome.subject, {
        reason: outcome.reason,
        remedy: remedyOf(outcome.reason),
        command: undefined,
        detail: outcome.detail,
      });
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** How many outcomes there are. */
  get read(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  /** In the order in which they were first met. */
  get reasons(): readonly ReasonCount[] {
    return [...this.#reasons.values()].map(({ command, ...others }) => ({
      ...others,
      ...(command === undefined ? {} : { command }),
    }));
  }

  get topics(): readonly TopicCount[] {
    return [...this.#topics].map(([topic, counts]) => ({ topic, ...counts }));
  }

  #addTopic(name: string, result: 'published' | 'planned' | 'failed'): void {
    const counts = this.#topics.get(name) ?? { published: 0, planned: 0, failed: 0 };
    counts[result] += 1;
    this.#topics.set(name, counts);
  }

  #addReason(subject: Subject, { detail, ...told }: Told): void {
    const key = `${told.reason} ${told.remedy} ${told.command}`;
    const reason = this.#reasons.get(key) ?? { ...told, count: 0, examples: [] };
    reason.count += 1;
    if (reason.examples.length < MAX_EXAMPLES) reason.examples.push({ subject, detail });
    this.#reasons.set(key, reason);
  }
}

interface Told {
  readonly reason: Reason;
  readonly remedy: string;
  readonly command: string | undefined;
  readonly detail: string;
}

function reasonOf({ reason, message, terms }: Fault): Told {
  return {
    reason,
    remedy: remedyOf(reason, terms),
    command: commandOf(reason, terms),
    detail: message,
  };
}
