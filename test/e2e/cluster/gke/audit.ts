/** Who patched what on a real API server, by its own audit log. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { valueAt, parseJson } from '../../../../lib/core/text/json.ts';

export interface Audit {
  /** Arguments of kube-apiserver. */
  readonly apiServerArguments: readonly string[];
  /** The names of those who patched Deployments of a namespace, one for each request, refused ones too. */
  readonly patchers: (namespace: string) => Promise<string[]>;
}

const POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata', verbs: ['patch'], resources: [{ group: 'apps' }] }],
};

/** Has what is written in the folder, under that name. */
export async function auditIn(folder: string, name: string): Promise<Audit> {
  const [policy, log] = [path.join(folder, `${name}.policy.yaml`), path.join(folder, `${name}.log`)];
  await writeFile(policy, JSON.stringify(POLICY));
  return {
    apiServerArguments: [
      `--audit-policy-file=${policy}`,
      `--audit-log-path=${log}`,
      '--audit-log-mode=blocking',
    ],
    patchers: async (namespace) => {
      const lines = (await readFile(log, 'utf8')).split('\n').map(parseJson);
      const here = lines.filter((line) => valueAt(line, ['objectRef', 'namespace']) === namespace);
      return here.map((line) => String(valueAt(line, ['user', 'username'])));
    },
  };
}
