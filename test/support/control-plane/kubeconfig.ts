/** A kubeconfig for one user of one cluster. */
import { base64 } from '../base64.ts';

/** Where to, as whom. */
export interface Access {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly user: string;
  readonly token: string;
}

/** JSON, which is YAML too. The context is called as the user is. */
export function kubeconfigText({ url, ca, user, token }: Access): string {
  const cluster = { server: url, 'certificate-authority-data': base64(ca) };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: 'test', user } }],
    'current-context': user,
  });
}
