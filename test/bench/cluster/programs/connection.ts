/** The connection that the bench wrote down for this process. */
import { readFileSync } from 'node:fs';
import { memberAt, readJson } from '../../../../lib/sandbox/json.ts';
import type { Connection } from '../../../../lib/kubernetes/client/connection.ts';

/** As a source of clusters makes it, from no library's kubeconfig. */
export function readConnection(file: string): Connection {
  const said = readJson(readFileSync(file, 'utf8'));
  const part = (name: string): string => {
    const value = memberAt(said, [name]);
    if (typeof value !== 'string') throw new Error(`${file} has no ${name}`);
    return value;
  };
  const token = part('token');
  return { server: new URL(part('server')), tls: { ca: part('ca') }, token: () => Promise.resolve(token) };
}
