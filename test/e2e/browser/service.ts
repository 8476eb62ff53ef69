/** `image-updater serve` as a process, on a cluster of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { stored } from '../../support/on-sandbox.ts';
import { ROOT } from '../../support/project-root.ts';
import { sha256 } from '../../support/sha256.ts';

export const KEY = 'key-of-the-test';

export interface Service {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly sandbox: Sandbox;
}

/** Runs while `use` runs. */
export async function withService<T>(use: (service: Service) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ objects: [stored({})] });
  const IMAGE_UPDATER_CONFIG = `clusters: [{ name: test, server: '${sandbox.url}' }]\ncallback: { keys: [{ name: page, sha256: ${sha256(KEY)} }] }\n`;
  const child = spawn(process.execPath, ['lib/cli/main.ts', 'serve', '--port', '0'], {
    cwd: ROOT,
    env: { ...process.env, IMAGE_UPDATER_CONFIG },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
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
