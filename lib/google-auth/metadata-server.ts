/** The metadata server of Google Cloud, for requests that google-auth-library does not send. */
import { googleAuthLibrary } from './google-auth-library.ts';

/** The service account of the machine: an e-mail, or the name of a workload identity pool. */
export async function readMachineEmail(requestMs: number): Promise<unknown> {
  const { gcpMetadata } = await googleAuthLibrary(requestMs);
  return gcpMetadata.instance('service-accounts/default/email');
}
