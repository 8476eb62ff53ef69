/** What a push may come to for one container. */
import type { SkipReason } from '../errors/reason.ts';
import type { AppliedState } from '../workload/applied-state.ts';

/**
 * `to` equals `from` where the same tag has new content and `pin: tag` keeps the text: then `restart` starts new pods. The
 * other way round, under `pin: tag` another tag may have the digest that runs.
 */
export interface Update {
  readonly action: 'update';
  readonly from: string;
  readonly to: string;
  readonly restart: boolean;
  readonly applied: AppliedState;
}

/** Nothing rolls, but mark and record advance, else a late older push would win. */
export interface RecordOnly {
  readonly action: 'recordOnly';
  /** The pushed digest runs already; or under `pin: tag` it is behind the text that is there, and nothing can be restarted. */
  readonly reason: 'AlreadyCurrent' | 'NotRestartable';
  readonly applied: AppliedState;
  /** Who brought the push: what the record says of one that was not only found. */
  readonly by: string;
  /** Where an earlier delivery of the push wrote what runs. */
  readonly alreadyApplied?: AlreadyApplied;
}

export interface Skip {
  readonly action: 'skip';
  readonly reason: SkipReason;
  readonly detail?: string;
}

/** An earlier delivery of the push made this update. */
export interface AlreadyApplied {
  readonly from: string;
  readonly to: string;
  readonly restart: boolean;
}

export type Decision = Update | RecordOnly | Skip;

/** A skip with its reason, and with the detail where there is one. */
export function skip(reason: SkipReason, detail?: string): Skip {
  return detail === undefined ? { action: 'skip', reason } : { action: 'skip', reason, detail };
}
