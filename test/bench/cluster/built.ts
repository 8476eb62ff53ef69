/** The project as JavaScript, bundled like what `npm run build` deploys: one file loads faster than a hundred. */
import path from 'node:path';
import { build } from 'rolldown';

/** Writes `ours.js` into the folder. */
export async function bundleOurs(folder: string): Promise<void> {
  await build({
    input: path.join(import.meta.dirname, 'programs/ours.ts'),
    platform: 'node',
    output: { dir: folder, format: 'esm' },
    logLevel: 'warn',
  });
}
