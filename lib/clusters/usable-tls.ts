/** Checks PEM texts before the first connection, whose error would be less precise. */
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Tls } from '../kubernetes/client/connection.ts';

/** What was expected, if node:tls cannot use these texts; else undefined. It does not quote them. */
export function tlsComplaint({ ca, cert, key }: Tls): string | undefined {
  // node:tls accepts any text as CA, and then trusts no certificate.
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
