/** Who called over HTTP, and what he may speak of. */
import type { Glob } from '../names/glob.ts';

export interface Caller {
  /** Of the key, or the e-mail of the account. */
  readonly name: string;
  /** Globs over canonical repositories; all where it is left out. */
  readonly repositories?: readonly Glob[];
  /** Globs over the names of cluster entries; all where it is left out. */
  readonly clusters?: readonly Glob[];
}
