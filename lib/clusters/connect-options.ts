/** What connecting to a cluster may need from the machine. */
import type { Environment } from '../core/environment.ts';
import type { Clock } from '../async/clock.ts';

export interface ConnectOptions {
  /** `HOME` replaces `~/`; exec plugins receive all variables. */
  readonly environment: Environment;
  /** Time limit of an exec plugin, in milliseconds. Default: 15 s. */
  readonly credentialsMs?: number;
  /** Default: the clock of the machine. */
  readonly clock?: Clock;
  /** The folder with the files of the pod's service account. Default: {@link SERVICE_ACCOUNT_FOLDER}. */
  readonly serviceAccountFolder?: string;
}

/** The same as the time limit of a response of an API server. */
export const CREDENTIALS_MS = 15_000;

/** The folder in which the kubelet writes `token` and `ca.crt`. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
