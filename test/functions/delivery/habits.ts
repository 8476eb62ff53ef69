/** What a Pub/Sub in this process does wrong, and how often. */
/** How often things go wrong, from 0 to 1. */
export interface Habits {
  readonly seed: number;
  /** A message is delivered twice without need. */
  readonly duplicates: number;
  /** One of the first two attempts is over after a few milliseconds: the next begins while it is still worked on. */
  readonly hurry: number;
  /** Pub/Sub does not hear the answer. */
  readonly lostAnswers: number;
}

export const RELIABLE: Omit<Habits, 'seed'> = { duplicates: 0, hurry: 0, lostAnswers: 0 };
