/** Which requests reach the API server: its own audit log, kept for one user only. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface RequestLog {
  /** For kube-apiserver. */
  readonly arguments: readonly string[];
  /** How many requests were answered so far. */
  readonly count: () => Promise<number>;
}

/** A log of what this user asks for; what others do is not written down, and costs nothing. */
export async function requestLogOf(user: string, folder: string): Promise<RequestLog> {
  const policy = path.join(folder, 'audit-policy.json');
  const log = path.join(folder, 'audit.log');
  const rules = [{ level: 'Metadata', users: [user] }, { level: 'None' }];
  await writeFile(
    policy,
    JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived'], rules }),
  );
  await writeFile(log, '');
  return {
    arguments: [`--audit-policy-file=${policy}`, `--audit-log-path=${log}`],
    // One line for each: it is written before the answer ends.
    count: async () => (await readFile(log, 'utf8')).split('\n').length - 1,
  };
}
