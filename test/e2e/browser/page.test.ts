/** The page at `/doc/` in a real browser. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { digest, REPOSITORY } from '../../support/builders.ts';
import { withHttp } from '../../support/local-server.ts';
import { ROOT } from '../../support/project-root.ts';
import { images, patches } from '../../support/on-sandbox.ts';
import { onPage, type Page } from './devtools.ts';
import { SERVE_KEY as KEY, withService, type Service } from '../../support/serve-process.ts';
import { CALL } from '../../support/update-call.ts';

describe('the page of the API', () => {
  const opened = (use: (page: Page, service: Service) => Promise<void>) =>
    withService((service) => onPage(`${service.url}/doc/`, (page) => use(page, service)));
  const shown = (page: Page): Promise<void> => page.until("document.querySelector('#try')?.hidden === false");

  const fill = (page: Page, key: string, body: string, dryRun: boolean): Promise<unknown> =>
    page.evaluate(`
      document.querySelector('#secret').value = ${JSON.stringify(key)};
      document.querySelector('#body').value = ${JSON.stringify(body)};
      document.querySelector('#dry-run').checked = ${dryRun};
      document.querySelector('#form button').click();
    `);
  const status = async (page: Page): Promise<unknown> => {
    await page.until("/^\\\\d/.test(document.querySelector('#status').textContent)".replaceAll('\\\\', '\\'));
    return page.evaluate("document.querySelector('#status').textContent.slice(0, 3)");
  };

  it('describes every operation, asks nobody else, and the console is silent', () =>
    opened(async (page, { url }) => {
      await shown(page);
      assert.deepEqual(
        await page.evaluate("[...document.querySelectorAll('h2 code')].map((each) => each.textContent)"),
        ['POST /api/update', 'GET /health', 'GET /ready'],
      );
      assert.ok(page.requests.length >= 4);
      assert.deepEqual(
        page.requests.filter((each) => !each.startsWith(`${url}/`) && !each.startsWith('data:')),
        [],
      );
      assert.deepEqual(page.complaints, []);
    }));

  it('tries a request: a dry run first, which changes nothing, then the update', () =>
    opened(async (page, { sandbox }) => {
      await shown(page);
      assert.equal(await page.evaluate("document.querySelector('#dry-run').checked"), true);
      await fill(page, KEY, JSON.stringify(CALL), true);
      assert.equal(await status(page), '200');
      assert.equal(patches(sandbox).length, 0);
      assert.match(
        String(await page.evaluate("document.querySelector('#answer').textContent")),
        /"planned": 1/,
      );
      await fill(page, KEY, JSON.stringify(CALL), false);
      await page.until("document.querySelector('#answer').textContent.includes('\"updated\": 1')");
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(1)}` });
    }));

  it('shows a refusal as text, whatever stands in it', () =>
    opened(async (page) => {
      await shown(page);
      const imageName = '<img src=x onerror=alert(1)>';
      await fill(page, KEY, JSON.stringify({ ...CALL, imageName }), true);
      assert.equal(await status(page), '400');
      assert.equal(await page.evaluate("document.querySelectorAll('#answer *').length"), 0);
    }));

  it('runs no script that is written into it', () =>
    opened(async (page) => {
      await shown(page);
      await page.evaluate(`
        const script = document.createElement('script');
        script.textContent = 'window.injected = true';
        document.body.append(script);
      `);
      assert.equal(await page.evaluate('window.injected === undefined'), true);
    }));

  for (const [what, code, text] of [
    ['an error', 503, '{"type":"about:blank","title":"Overloaded"}'],
    ['another document', 200, '{}'],
  ] as const)
    it(`says that it cannot read its description where ${what} comes instead, without an uncaught error`, () =>
      withHttp(
        (request, response) => {
          const [, name] = /^\/doc\/(.*)$/.exec(request.url ?? '') ?? [];
          if (name === undefined) response.writeHead(code, { 'content-type': 'application/json' }).end(text);
          else response.end(readFileSync(path.join(ROOT, 'lib/http/doc', name === '' ? 'index.html' : name)));
        },
        ({ href }) =>
          onPage(`${href}doc/`, async (page) => {
            await page.until("document.querySelector('#summary')?.textContent.includes('cannot be read')");
            assert.equal(await page.evaluate("document.querySelector('#try').hidden"), true);
            assert.deepEqual(
              page.complaints.filter((each) => each.includes('Uncaught')),
              [],
            );
          }),
      ));
});
