/** `image-updater serve` as a process, on a sandbox of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { stored } from './on-sandbox.ts';
import { ROOT } from './project-root.ts';
import { sha256 } from './sha256.ts';

/** What callers send as `X-Api-Key`. */
export const SERVE_KEY = 'key-of-the-test';

export interface Service {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly sandbox: Sandbox;
}

/** The configuration for this sandbox, with {@link SERVE_KEY}. No registry is asked. */
export function serviceConfig({ url }: Pick<Sandbox, 'url'>): string {
  return `clusters: [{ name: test, server: '${url}' }]
callback: { keys: [{ name: test, sha256: ${sha256(SERVE_KEY)} }] }
registries: [{ repositories: ['**'], lookUp: false }]
`;
}

/** Serves while `use` runs; one workload is there unless others are given. */
export async function withService<T>(
  use: (service: Service) => Promise<T>,
  objects: readonly KubernetesObject[] = [stored({})],
): Promise<T> {
  const sandbox = await startSandbox({ objects });
  const child = spawn(
    process.execPath,
    ['lib/cli/main.ts', 'serve', '--port', '0', '--linger-seconds', '0'],
    {
      cwd: ROOT,
      env: { ...process.env, IMAGE_UPDATER_CONFIG: serviceConfig(sandbox) },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stderr })) {
      const [, url] = /(http:\S+)\/doc\//.exec(line) ?? [];
      if (url !== undefined) return await use({ url, sandbox });
    }
    throw new Error('serve ended before it listened');
  } finally {
    child.kill('SIGTERM');
    await ended;
    await sandbox.close();
  }
}
