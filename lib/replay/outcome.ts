/** What became of each event that was to be replayed. */
import type { Fault } from '../core/errors/fault.ts';
import type { OutgoingMessage } from '../core/event/message.ts';
import type { ReasonOf } from '../core/errors/reason.ts';
import type { Topic } from '../core/names/topic.ts';

/** What an outcome is about, as far as it is known. */
export interface Subject {
  /** Of the file, from 1. */
  readonly line?: number;
  /** The id of the message that was read. */
  readonly message?: string;
  /** The id of the push, that is of the message that brought it first. */
  readonly push?: string;
  /** Canonical, with tag and digest. */
  readonly image?: string;
}

/** A message that is to be published. */
export interface Destined {
  readonly subject: Subject;
  readonly topic: Topic;
  readonly message: OutgoingMessage;
}

/** Why there is nothing to be published. */
export type Unpublished =
  | {
      readonly result: 'ignored';
      readonly subject: Subject;
      readonly reason: ReasonOf<'ignored'>;
      /** Printable. */
      readonly detail: string;
    }
  | { readonly result: 'malformed'; readonly subject: Subject; readonly fault: Fault }
  /** A malformed dead letter that was acknowledged. */
  | { readonly result: 'discarded'; readonly subject: Subject; readonly fault: Fault }
  /** A dead letter of which cannot be told where it was to go. */
  | { readonly result: 'failed'; readonly subject: Subject; readonly fault: Fault };

export type Outcome =
  | Unpublished
  | {
      readonly result: 'published';
      readonly subject: Subject;
      readonly topic: Topic;
      /** Of the new message. */
      readonly id: string;
    }
  /** It would be published, were this no dry run. */
  | { readonly result: 'planned'; readonly subject: Subject; readonly topic: Topic }
  | { readonly result: 'failed'; readonly subject: Subject; readonly topic: Topic; readonly fault: Fault };

/** Published, or why not yet. */
export type Planned = Destined | Unpublished;
