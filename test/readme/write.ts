/** `npm run generate`: writes the generated parts of the pages, and the pages and pictures that are made whole. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../support/project-root.ts';
import { generatedFiles } from './sections.ts';

for (const [file, text] of await generatedFiles()) await writeFile(path.join(ROOT, file), text);
