/** Removes the files of an earlier build from `dist/`, so that a package contains only those of this build. */
import { rmSync } from 'node:fs';
import path from 'node:path';

rmSync(path.resolve(import.meta.dirname, '../../dist'), { recursive: true, force: true });
