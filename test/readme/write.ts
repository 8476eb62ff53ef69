/** `npm run generate`: writes the generated sections into both READMEs, and the page of reasons. */
import { readFile, writeFile } from 'node:fs/promises';
import { MODULE_README, withModuleSections } from './module-sections.ts';
import { README, REASONS_PAGE, reasonsText, withSections } from './sections.ts';

await writeFile(README, await withSections(await readFile(README, 'utf8')));
await writeFile(REASONS_PAGE, await reasonsText());
await writeFile(MODULE_README, await withModuleSections(await readFile(MODULE_README, 'utf8')));
