/** What became of each event that was to be replayed. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import type { OutgoingMessage } from '../core/event/message.ts';
import type { ReasonsOfKind } from '../core/errors/reason.ts';
import type { Topic } from '../core/names/topic.ts';

/** What an outcome is about, as far as it is known. */
export interface ReplaySubject {
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
export interface ToPublish {
  readonly subject: ReplaySubject;
  readonly topic: Topic;
  readonly message: OutgoingMessage;
}

/** Why there is nothing to be published. */
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
  /** A dead letter of which cannot be told where it was to go. */
  | { readonly result: 'failed'; readonly subject: ReplaySubject; readonly fault: UpdaterError };

export type ReplayOutcome =
  | Unpublished
  | {
      readonly result: 'published';
      readonly subject: ReplaySubject;
      readonly topic: Topic;
      /** Of the new message. */
      readonly id: string;
    }
  /** It would be published, were this no dry run. */
  | { readonly result: 'planned'; readonly subject: ReplaySubject; readonly topic: Topic }
  | {
      readonly result: 'failed';
      readonly subject: ReplaySubject;
      readonly topic: Topic;
      readonly fault: UpdaterError;
    };

/** Published, or why not yet. */
export type Planned = ToPublish | Unpublished;
