/** PEM texts looked at before the first connection, which could only say that there is none. */
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Tls } from '../kubernetes/client/connection.ts';

/** What was expected where node:tls could not use these texts, or undefined. It quotes nothing of them. */
export function tlsComplaint({ ca, cert, key }: Tls): string | undefined {
  // node:tls takes any text as a CA, and then trusts nobody.
  if (ca !== undefined && !succeeds(() => new X509Certificate(ca))) return 'expected a CA certificate in PEM';
  if (cert === undefined && key === undefined) return undefined;
  const pair = cert !== undefined && key !== undefined && succeeds(() => createSecureContext({ cert, key }));
  return pair ? undefined : 'expected a client certificate and its key in PEM, without a passphrase';
}

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
