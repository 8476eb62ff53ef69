/** The metadata server of a machine of Google's, beyond what google-auth-library itself asks it for. */
import { googleAuthLibrary } from './google-auth-library.ts';

/** What it calls the service account that the machine runs as: an e-mail, or the name of a workload identity pool. */
export async function readMachineEmail(requestMs: number): Promise<unknown> {
  const { gcpMetadata } = await googleAuthLibrary(requestMs);
  return gcpMetadata.instance('service-accounts/default/email');
}
