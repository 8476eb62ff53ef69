/** What reaching a cluster may need of the machine. */
import type { Environment } from '../core/environment.ts';
import type { Clock } from '../async/clock.ts';

export interface ConnectOptions {
  /** `HOME` is what `~/` stands for; plugins get all of it. */
  readonly environment: Environment;
  /** How long a plugin may take to print credentials, in milliseconds; 15 s where it is not given. */
  readonly credentialsMs?: number;
  /** Of the machine where it is not given. */
  readonly clock?: Clock;
  /** Where a pod finds what its service account needs; {@link SERVICE_ACCOUNT_FOLDER} where it is not given. */
  readonly serviceAccountFolder?: string;
}

/** As long as an API server may take to answer. */
export const CREDENTIALS_MS = 15_000;

/** Where the kubelet puts `token` and `ca.crt`. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
