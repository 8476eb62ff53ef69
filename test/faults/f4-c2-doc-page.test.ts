/**
 * The page of the API had an answer out of the keyboard's reach, a region outside of main, and scrolled sideways at 320 px.
 * What a browser makes of it: test/e2e/browser/accessibility.test.ts.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { objectOr, stringOr } from '../../lib/core/text/json.ts';
import { ROOT } from '../support/project-root.ts';

const files = objectOr(JSON.parse(readFileSync(path.join(ROOT, 'lib/http/doc.json'), 'utf8')));
const page = stringOr(files['index.html'], '');
const style = stringOr(files['style.css'], '');

describe('the page of the API, as it is served', () => {
  it('has its answer in reach of the keyboard', () =>
    assert.match(page, /<pre\b[^>]*id="answer"[^>]*tabindex="0"/));

  it('has the form and the answer inside of main', () => {
    const [, main = ''] = /<main\b[^>]*>(.*)<\/main>/s.exec(page) ?? [];
    for (const id of ['try', 'form', 'status', 'answer'])
      assert.ok(main.includes(`id="${id}"`), `${id} is in main`);
  });

  it('breaks long words and lines where the screen is narrow', () => {
    const [, pre = ''] = /(?:^|\n)pre \{(.*?)\}/s.exec(style) ?? [];
    assert.match(pre, /white-space: pre-wrap/);
    assert.match(pre, /overflow-wrap: anywhere/);
    assert.match(style, /td,?[^{]*\{[^}]*overflow-wrap: anywhere/);
  });
});
