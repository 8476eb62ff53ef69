/** `npm run generate`: writes the generated sections of both READMEs, and the pages of reasons and commands. */
import { readFile, writeFile } from 'node:fs/promises';
import { CLI_PAGE, commandsText } from './cli-page.ts';
import { MODULE_README, withModuleSections } from './module-sections.ts';
import { README, REASONS_PAGE, reasonsText, withSections } from './sections.ts';

await writeFile(README, await withSections(await readFile(README, 'utf8')));
await writeFile(REASONS_PAGE, await reasonsText());
await writeFile(CLI_PAGE, await commandsText());
await writeFile(MODULE_README, await withModuleSections(await readFile(MODULE_README, 'utf8')));
