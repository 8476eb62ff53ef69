/** Converts connection errors: the codes of node:dns, node:net, node:tls and node:http. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { objectOr } from '../../core/text/json.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import { printable } from '../../core/text/printable.ts';

interface Meaning {
  readonly reason: ErrorReason;
  /** The text for the message. */
  readonly message: string;
}

const NO_NAME: Meaning = { reason: 'NoSuchHost', message: 'the name cannot be resolved' };
const NOT_TRUSTED: Meaning = {
  reason: 'UntrustedCertificate',
  message: 'certificate signed by unknown authority',
};
const SELF_SIGNED: Meaning = {
  reason: 'UntrustedCertificate',
  message: 'the certificate is self-signed',
};

// Certificate codes are those of OpenSSL (X509_V_ERR_…), as node:tls lists them.
const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries<Meaning>({
    ENOTFOUND: NO_NAME,
    EAI_AGAIN: { reason: 'NoSuchHost', message: 'the name server did not respond' },
    CERT_HAS_EXPIRED: { reason: 'ExpiredCertificate', message: 'the certificate has expired' },
    CERT_NOT_YET_VALID: { reason: 'ExpiredCertificate', message: 'the certificate is not valid yet' },
    ERR_TLS_CERT_ALTNAME_INVALID: {
      reason: 'WrongCertificateName',
      message: 'the certificate is for another name',
    },
    DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
    SELF_SIGNED_CERT_IN_CHAIN: { ...NOT_TRUSTED, message: 'the certificate is signed by an unknown CA' },
    UNABLE_TO_GET_ISSUER_CERT: NOT_TRUSTED,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
    CERT_UNTRUSTED: NOT_TRUSTED,
    CERT_REJECTED: NOT_TRUSTED,
    CERT_REVOKED: { ...NOT_TRUSTED, message: 'the certificate is revoked' },
    CERT_CHAIN_TOO_LONG: NOT_TRUSTED,
    PATH_LENGTH_EXCEEDED: NOT_TRUSTED,
    INVALID_CA: NOT_TRUSTED,
    INVALID_PURPOSE: { ...NOT_TRUSTED, message: 'the certificate is not valid for servers' },
    // The error of OpenSSL if a CA with the same name has another key: the cluster was recreated.
    CERT_SIGNATURE_FAILURE: NOT_TRUSTED,
  }),
);

/**
 * Converts an error that occurred before the head of a response. `request` is its method and address. The result is an
 * UpdaterError `NoSuchHost`, `ExpiredCertificate`, `WrongCertificateName`, `UntrustedCertificate`; `UnexpectedAnswer` for a
 * server without TLS or HTTP; else `Unreachable`.
 */
export function connectionError(error: Error, request: string): UpdaterError {
  if (error instanceof UpdaterError) return error;
  const code = errorCode(error);
  const { reason, message } = MEANINGS.get(code) ?? otherMeaning(code);
  return new UpdaterError(reason, `${request}: ${message}${certificateNames(error)} (${code})`, {
    cause: error,
  });
}

/** The code of an error, or its name. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'no code';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function otherMeaning(code: string): Meaning {
  // Errors of node:http's parser for a response that is not HTTP, and of OpenSSL for one that is not TLS.
  if (code.startsWith('HPE_'))
    return { reason: 'UnexpectedAnswer', message: 'expected an HTTP response, got other data' };
  if (NO_TLS.has(code))
    return { reason: 'UnexpectedAnswer', message: 'expected a TLS response, got other data' };
  return { reason: 'Unreachable', message: 'no connection' };
}

const NO_TLS = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);

/** The host names of the certificate, if it is for another name. */
function certificateNames(error: Error): string {
  const names = objectOr('cert' in error ? error.cert : undefined)['subjectaltname'];
  return typeof names === 'string' ? `: ${printable(names, 200)}` : '';
}
