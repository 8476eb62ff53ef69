/** The possible decisions about a push for a container. */
import type { SkipReason } from '../errors/reason.ts';
import type { AppliedState } from '../workload/applied-state.ts';

/**
 * `to` equals `from` if the same tag has new content and `pin: tag` keeps the text: then `restart` starts new pods. Conversely,
 * under `pin: tag` another tag may have the running digest.
 */
export interface Update {
  readonly action: 'update';
  readonly from: string;
  readonly to: string;
  readonly restart: boolean;
  readonly applied: AppliedState;
}

/** No rollout, but mark and record advance; else a late older push would win. */
export interface RecordOnly {
  readonly action: 'recordOnly';
  /** The pushed digest runs already; or under `pin: tag` the text is the same, and nothing can be restarted. */
  readonly reason: 'AlreadyCurrent' | 'NotRestartable';
  readonly applied: AppliedState;
  /** The source of the push, which the record contains if the push was not only found. */
  readonly by: string;
  /** Present if an earlier delivery of the push wrote the running image. */
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

/** A skip with its reason, and an optional detail. */
export function skip(reason: SkipReason, detail?: string): Skip {
  return detail === undefined ? { action: 'skip', reason } : { action: 'skip', reason, detail };
}
