/** The gate of the minimum age: a push is applied only when it is old enough, so that a bad image is noticed elsewhere first. */
import type { Gate } from './gate.ts';

/** Passes from `ageMs` after the push on. */
export function minimumAgeGate(ageMs: number): Gate {
  return ({ publishedAt }, now) =>
    publishedAt + ageMs <= now ? undefined : { reason: 'TooYoung', until: publishedAt + ageMs };
}
