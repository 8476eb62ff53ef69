/** Errors of the connection to a server and of its response: an API server, or a Google API. */
import { GIVE_DNS_ENDPOINT } from './google-reasons.ts';
import type { ReasonList } from './reason-text.ts';

export const CONNECTION_REASONS = {
  // The connection.
  NoSuchHost: {
    kind: 'transient',
    message: 'The host name of the server cannot be resolved.',
    remedy:
      'Check the address. A private name can be resolved only inside its network, with the DNS of that network.',
  },
  Unreachable: {
    kind: 'transient',
    message: 'The connection to the server failed.',
    remedy: 'Check the address in the detail, and whether this network has a route to it.',
  },
  ConnectTimeout: {
    kind: 'transient',
    message: 'The connection timed out. A firewall may drop the packets.',
    remedy:
      'Allow this address (in GKE: authorized networks), or run the updater inside the network of the server. A GKE cluster with `endpoint: dns` needs neither.',
    command: GIVE_DNS_ENDPOINT,
  },
  ExpiredCertificate: {
    kind: 'transient',
    message: 'The certificate of the server has expired, or is not valid yet.',
    remedy:
      'Check the clocks of both machines. Renew the certificate of the server; in GKE, rotate the credentials.',
  },
  WrongCertificateName: {
    kind: 'transient',
    message: 'The certificate of the server is valid for another host name.',
    remedy:
      'Use a host name of the certificate; in a kubeconfig, set `tls-server-name`. For a GKE cluster use `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  UntrustedCertificate: {
    kind: 'transient',
    message: 'Certificate signed by unknown authority.',
    remedy:
      'Check whether a proxy terminates TLS. In a kubeconfig, set the CA of the server. For a GKE cluster use `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  // The response.
  UnexpectedAnswer: {
    kind: 'transient',
    message: 'The response is not one of the expected API, or is incomplete.',
    remedy: 'Check the address in the detail, the scheme (`http` or `https`), and proxies.',
  },
  Timeout: {
    kind: 'transient',
    message: 'The request timed out.',
    remedy: 'Nothing to do if it is temporary. Else check the load of the server.',
  },
  Throttled: {
    kind: 'transient',
    message: 'The server limits the request rate (429).',
    remedy: 'Nothing to do if it is temporary.',
  },
  ServerError: {
    kind: 'transient',
    message: 'The server failed (5xx).',
    remedy: 'Nothing to do if it is temporary. Else check the log of the server.',
  },
} as const satisfies ReasonList;
