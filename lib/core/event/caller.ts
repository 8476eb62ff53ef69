/** An authenticated caller of the HTTP API, and its limits. */
import type { Glob } from '../names/glob.ts';

export interface Caller {
  /** The name of the API key, or the e-mail of the account. */
  readonly name: string;
  /** Globs for canonical repositories. Default: all. */
  readonly repositories?: readonly Glob[];
  /** Globs for names of cluster entries. Default: all. */
  readonly clusters?: readonly Glob[];
}
