/** `npm run screenshot -- FILE`: the page at `/doc/`, with a dry run tried on it, as PNG. */
import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { REPOSITORY } from '../../support/builders.ts';
import { onPage } from './devtools.ts';
import { SERVE_KEY as KEY, withService } from '../../support/serve-process.ts';

const [, , file = 'page.png'] = argv;

await withService(({ url }) =>
  onPage(`${url}/doc/`, async (page) => {
    await page.until("document.querySelector('#try')?.hidden === false");
    const body = JSON.stringify({ imageName: REPOSITORY, tag: 'v2' }, null, 2);
    await page.evaluate(`
      document.querySelector('#secret').value = ${JSON.stringify(KEY)};
      document.querySelector('#body').value = ${JSON.stringify(body)};
      document.querySelector('#form button').click();
    `);
    await page.until("document.querySelector('#answer').textContent !== ''");
    await writeFile(file, await page.screenshot());
  }),
);
process.stdout.write(`${file}\n`);
