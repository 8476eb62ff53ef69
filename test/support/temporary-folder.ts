/** A folder of a test's own, with kubeconfig files and plugins in it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Folder {
  readonly path: string;
  /** Writes a file and gives its path; what is no text is written as JSON, which is YAML too. */
  readonly write: (name: string, content: unknown) => Promise<string>;
  /** Writes a program that counts its runs and then runs this code as a CommonJS module; gives its path. */
  readonly program: (name: string, code: string) => Promise<string>;
  readonly read: (name: string) => Promise<string>;
  /** How often a program was run. */
  readonly runs: (name: string) => Promise<number>;
}

/** Makes one while `use` runs. */
export async function inFolder<T>(use: (folder: Folder) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'image-updater-clusters-'));
  const at = (name: string): string => path.join(folder, name);
  try {
    return await use({
      path: folder,
      write: async (name, content) => {
        await writeFile(at(name), typeof content === 'string' ? content : JSON.stringify(content));
        return at(name);
      },
      program: async (name, code) => {
        const counting = `require('node:fs').appendFileSync(__filename + '.runs', '.');`;
        await writeFile(at(name), `#!${process.execPath}\n${counting}\n${code}\n`, { mode: 0o700 });
        return at(name);
      },
      read: (name) => readFile(at(name), 'utf8'),
      runs: async (name) => (await readFile(at(`${name}.runs`), 'utf8').catch(() => '')).length,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A kubeconfig with one cluster, user and context, all called `main`. */
export function kubeconfig(
  cluster: Readonly<Record<string, unknown>>,
  user: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'main', cluster }],
    users: [{ name: 'main', user }],
    contexts: [{ name: 'main', context: { cluster: 'main', user: 'main' } }],
    'current-context': 'main',
    ...more,
  };
}

/** Code that prints an ExecCredential. */
export function printing(status: Readonly<Record<string, unknown>>): string {
  return `process.stdout.write(${JSON.stringify(execCredential(status))})`;
}

/** What a plugin prints. */
export function execCredential(status: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });
}
