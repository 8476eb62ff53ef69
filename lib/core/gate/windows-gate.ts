/** The gate of windows: a push is applied only while a window is open. The rollout may end outside. */
import type { Gate, Wait } from './gate.ts';
import { isOpen, nextOpening, type Window } from './windows.ts';

/**
 * Passes while any of the windows is open. It keeps the answer of the last moment, because a listing asks for each of its
 * tags at the same one, and time zones are slow.
 */
export function windowsGate(windows: readonly Window[]): Gate {
  let last: { readonly now: number; readonly wait: Wait | undefined } | undefined;
  return (_push, now) => {
    if (last?.now !== now) last = { now, wait: waitAt(windows, now) };
    return last.wait;
  };
}

function waitAt(windows: readonly Window[], now: number): Wait | undefined {
  if (isOpen(windows, now)) return undefined;
  const until = nextOpening(windows, now);
  return { reason: 'OutsideWindow', ...(until !== undefined && { until }) };
}
