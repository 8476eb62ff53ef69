/** The gate of windows: a push is applied only while a window is open. The rollout may end outside. */
import type { Gate } from './gate.ts';
import { isOpen, nextOpening, type Window } from './windows.ts';

/** Passes while any of the windows is open. */
export function windowsGate(windows: readonly Window[]): Gate {
  return (_push, now) => {
    if (isOpen(windows, now)) return undefined;
    const until = nextOpening(windows, now);
    return { reason: 'OutsideWindow', ...(until !== undefined && { until }) };
  };
}
