/** What can be wrong on the way to a server, and with its answer: an API server, or a Google API. */
import { GIVE_DNS_ENDPOINT } from './google-reasons.ts';
import type { ReasonList } from './reason-text.ts';

export const CONNECTION_REASONS = {
  // The connection.
  NoSuchHost: {
    kind: 'transient',
    message: 'The name of the server cannot be resolved.',
    remedy:
      'Check the address: a private name needs the DNS of its network, and an instance in that network.',
  },
  Unreachable: {
    kind: 'transient',
    message: 'No connection to the server.',
    remedy: 'Check that the address in the detail is right, and that this network leads to it.',
  },
  ConnectTimeout: {
    kind: 'transient',
    message: 'The connection timed out, as where a firewall drops packets.',
    remedy:
      'Allow this address (in GKE: authorized networks), or work from the network of the server; a GKE cluster needs neither with `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  ExpiredCertificate: {
    kind: 'transient',
    message: "The server's certificate has expired, or is not valid yet.",
    remedy:
      'Check the clocks of both sides; renew the certificate of the server, in GKE by a credential rotation.',
  },
  WrongCertificateName: {
    kind: 'transient',
    message: "The server's certificate is for another name than that of the address.",
    remedy:
      'Use a name that the certificate has, in a kubeconfig by `tls-server-name`; for a GKE cluster use `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  UntrustedCertificate: {
    kind: 'transient',
    message: 'Certificate signed by unknown authority.',
    remedy:
      'Look for a proxy that opens TLS on the way. In a kubeconfig, give the CA of the server; for a GKE cluster use `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  // The answer.
  UnexpectedAnswer: {
    kind: 'transient',
    message: 'The answer is not one of the expected API, or not complete.',
    remedy: 'Check the address in the detail, whether it is `http` or `https`, and proxies on the way.',
  },
  Timeout: {
    kind: 'transient',
    message: 'The server did not answer in time.',
    remedy: 'Nothing to do if it passes; else check the load of that server.',
  },
  Throttled: {
    kind: 'transient',
    message: 'The server asks to slow down (429).',
    remedy: 'Nothing to do if it passes.',
  },
  ServerError: {
    kind: 'transient',
    message: 'The server answered with an error of its own (5xx).',
    remedy: 'Nothing to do if it passes; else check the log of that server.',
  },
} as const satisfies ReasonList;
