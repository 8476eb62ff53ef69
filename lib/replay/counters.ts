/** Counts the outcomes of a replay. A file may have a million lines, so only examples are kept. */
import type { Reason } from '../core/errors/reason.ts';
import { topicName } from '../core/names/topic.ts';
import { explainReason, type ExplainedReason } from '../report/explain-reason.ts';
import type { ReplayOutcome, ReplaySubject } from './replay-outcome.ts';

/** The outcomes with the same reason and remedy. */
export interface ReasonCount {
  readonly reason: Reason;
  readonly remedy: string;
  readonly command?: string;
  readonly count: number;
  /** The first outcomes. */
  readonly examples: readonly { readonly subject: ReplaySubject; readonly detail: string }[];
}

export interface TopicCount {
  /** `projects/PROJECT/topics/TOPIC`. */
  readonly topic: string;
  readonly published: number;
  readonly planned: number;
  readonly failed: number;
}

export type OutcomeCounts = Readonly<Record<ReplayOutcome['result'], number>>;

const MAX_EXAMPLES = 100;

interface MutableReasonCount extends Omit<ReasonCount, 'count' | 'examples'> {
  count: number;
  readonly examples: { readonly subject: ReplaySubject; readonly detail: string }[];
}

export class ReplayCounters {
  readonly #counts = { published: 0, planned: 0, ignored: 0, malformed: 0, discarded: 0, failed: 0 };
  readonly #reasons = new Map<string, MutableReasonCount>();
  readonly #topics = new Map<string, { published: number; planned: number; failed: number }>();

  add(outcome: ReplayOutcome): void {
    this.#counts[outcome.result] += 1;
    if ('topic' in outcome) this.#addTopic(topicName(outcome.topic), outcome.result);
    const reason = explainOutcome(outcome);
    if (reason !== undefined) this.#addReason(outcome.subject, reason);
  }

  get counts(): OutcomeCounts {
    return this.#counts;
  }

  /** The number of outcomes. */
  get read(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  /** In the order of their first occurrence. */
  get reasons(): readonly ReasonCount[] {
    return [...this.#reasons.values()];
  }

  get topics(): readonly TopicCount[] {
    return [...this.#topics].map(([topic, counts]) => ({ topic, ...counts }));
  }

  #addTopic(name: string, result: 'published' | 'planned' | 'failed'): void {
    const counts = this.#topics.get(name) ?? { published: 0, planned: 0, failed: 0 };
    counts[result] += 1;
    this.#topics.set(name, counts);
  }

  #addReason(subject: ReplaySubject, { detail, message: _message, ...explained }: ExplainedReason): void {
    const key = `${explained.reason} ${explained.remedy} ${explained.command}`;
    const reason = this.#reasons.get(key) ?? { ...explained, count: 0, examples: [] };
    reason.count += 1;
    if (reason.examples.length < MAX_EXAMPLES) reason.examples.push({ subject, detail });
    this.#reasons.set(key, reason);
  }
}

/** Why it was not published; undefined if it was, or would be. */
export function explainOutcome(outcome: ReplayOutcome): ExplainedReason | undefined {
  if (outcome.result === 'ignored') return explainReason(outcome.reason, outcome.detail);
  if (!('fault' in outcome)) return undefined;
  const { reason, message, terms } = outcome.fault;
  return explainReason(reason, message, terms);
}
