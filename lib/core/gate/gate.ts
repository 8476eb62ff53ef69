/**
 * Gates: may an allowed push be applied now? (GATES.md, section 5)
 *
 * The gates of a container come from all rules that match it, and from its annotations, which can only add. All have to pass.
 * A gate that cannot be evaluated waits. Without a tick a push that waits is skipped as `NoTick`: reconcile finds it later.
 */

/** Why a push waits. */
type WaitReason = 'TooYoung' | 'OutsideWindow';

/** A gate that does not pass now. */
export interface Wait {
  readonly reason: WaitReason;
  /** When it passes, milliseconds since the epoch; undefined if no time is known. */
  readonly until?: number;
}

/** What a gate looks at. */
export interface GatedPush {
  /** The registry's time of the push, milliseconds since the epoch; never a time that its pusher wrote. */
  readonly publishedAt: number;
}

/** One gate of a container. `now` is in milliseconds since the epoch; undefined if it passes. */
export type Gate = (push: GatedPush, now: number) => Wait | undefined;

/** The gates that do not pass, in their order; empty if the push may be applied now. */
export function evaluateGates(gates: readonly Gate[], push: GatedPush, now: number): readonly Wait[] {
  return gates.flatMap((gate) => gate(push, now) ?? []);
}

/** At least one wait in one line, the latest opening last: the push waits until then. Each reason is named once. */
export function formatWaits(waits: readonly Wait[]): string {
  const reasons = [...new Set(waits.map(({ reason }) => reason))].join(', ');
  const times = waits.map(({ until }) => until);
  const latest = times.reduce<number | undefined>(
    (last, time) => (last === undefined || time === undefined ? undefined : Math.max(last, time)),
    0,
  );
  return latest === undefined ? reasons : `${reasons} until ${new Date(latest).toISOString()}`;
}
