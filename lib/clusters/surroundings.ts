/** What reaching a cluster may need of the machine. */
export interface Surroundings {
  /** `HOME` is what `~/` stands for; plugins get all of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How long a plugin may take to print credentials, in milliseconds; 15 s where it is not given. */
  readonly credentialsMs?: number;
}

/** As long as an API server may take to answer. */
export const CREDENTIALS_MS = 15_000;
