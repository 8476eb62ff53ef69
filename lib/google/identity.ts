/** Who we are for Google: application default credentials, or a service account that they may act as. */
import type { Wanted } from '../kubernetes/http/kept.ts';

export interface GoogleIdentity {
  /** An access token for the scopes `cloud-platform` and `userinfo.email`; shared and kept until shortly before its end. */
  readonly token: (wanted: Wanted) => Promise<string>;
  /** `serviceAccount:E-MAIL` or `user:E-MAIL`, as IAM writes members; undefined where the credentials do not tell. */
  readonly member: (signal: AbortSignal) => Promise<string | undefined>;
  /** The project to which requests are billed, where the credentials name one (`x-goog-user-project`). */
  readonly quotaProject: (signal: AbortSignal) => Promise<string | undefined>;
}

export interface GoogleSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function googleIdentities(
  surroundings: GoogleSurroundings,
): (impersonate: string | undefined) => GoogleIdentity {
  return (impersonate) => {
    throw new Error(`not built yet: ${String(surroundings)} ${String(impersonate)}`);
  };
}
