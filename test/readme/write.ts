/** `npm run generate`: writes the generated sections into the README. */
import { readFile, writeFile } from 'node:fs/promises';
import { README, withSections } from './sections.ts';

await writeFile(README, await withSections(await readFile(README, 'utf8')));
