/** How the measured programs reach the API server, as files: all of them as the same kind of user. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { kubeconfigText, type Access as Cluster } from '../../support/control-plane/kubeconfig.ts';

export interface Access {
  readonly url: string;
  /** For kubectl and client-node. */
  readonly kubeconfig: string;
  /** For the project: `{server, ca, token}` in JSON. */
  readonly connection: string;
  /** For curl: the certificate, and the header with the token, which is nobody's business in a list of processes. */
  readonly certificate: string;
  readonly header: string;
}

/** Writes the files of one user. */
export async function writeAccess(folder: string, cluster: Cluster): Promise<Access> {
  const { url, ca, token, user } = cluster;
  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, `${user}-${name}`);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  return {
    url,
    kubeconfig: await write('kubeconfig', kubeconfigText(cluster)),
    connection: await write('connection.json', JSON.stringify({ server: url, ca, token })),
    certificate: await write('ca.crt', ca),
    header: await write('header', `Authorization: Bearer ${token}\n`),
  };
}
