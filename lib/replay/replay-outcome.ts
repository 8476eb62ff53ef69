/** The outcome of each event of a replay. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import type { OutgoingMessage } from '../core/event/message.ts';
import type { ReasonsOfKind } from '../core/errors/reason.ts';
import type { Topic } from '../core/names/topic.ts';

/** The subject of an outcome, as far as it is known. */
export interface ReplaySubject {
  /** The line of the file, from 1. */
  readonly line?: number;
  /** The id of the read message. */
  readonly message?: string;
  /** The id of the push: that of its first message. */
  readonly push?: string;
  /** Canonical, with tag and digest. */
  readonly image?: string;
}

/** A message to publish. */
export interface ToPublish {
  readonly subject: ReplaySubject;
  readonly topic: Topic;
  readonly message: OutgoingMessage;
}

/** Why nothing is published. */
type Unpublished =
  | {
      readonly result: 'ignored';
      readonly subject: ReplaySubject;
      readonly reason: ReasonsOfKind<'ignored'>;
      /** Printable. */
      readonly detail: string;
    }
  | { readonly result: 'malformed'; readonly subject: ReplaySubject; readonly fault: UpdaterError }
  /** A malformed dead letter that was acknowledged. */
  | { readonly result: 'discarded'; readonly subject: ReplaySubject; readonly fault: UpdaterError }
  /** A dead letter without a known destination. */
  | { readonly result: 'failed'; readonly subject: ReplaySubject; readonly fault: UpdaterError };

export type ReplayOutcome =
  | Unpublished
  | {
      readonly result: 'published';
      readonly subject: ReplaySubject;
      readonly topic: Topic;
      /** The id of the new message. */
      readonly id: string;
    }
  /** It would be published without a dry run. */
  | { readonly result: 'planned'; readonly subject: ReplaySubject; readonly topic: Topic }
  | {
      readonly result: 'failed';
      readonly subject: ReplaySubject;
      readonly topic: Topic;
      readonly fault: UpdaterError;
    };

/** Published, or failed. */
export type Planned = ToPublish | Unpublished;
