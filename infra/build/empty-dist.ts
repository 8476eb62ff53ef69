/** Takes away what an earlier build left in `dist/`, so that a package holds nothing else than this one's. */
import { rmSync } from 'node:fs';
import path from 'node:path';

rmSync(path.resolve(import.meta.dirname, '../../dist'), { recursive: true, force: true });
