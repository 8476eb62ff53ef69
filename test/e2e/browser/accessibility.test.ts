/** The page at `/doc/` for who uses a keyboard, a narrow screen or a screen reader; judged by axe-core too. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { objectOr, valueAt } from '../../../lib/core/text/json.ts';
import { SERVE_KEY, withService } from '../../support/serve-process.ts';
import { CALL } from '../../support/update-call.ts';
import { onPage, type Page, type View } from './devtools.ts';

/** WCAG 1.4.10: 320 CSS pixels are a screen of 1280 at 400 %. */
const WIDTHS = [320, 1000];
const SCHEMES = ['light', 'dark'] as const;
const VIEWS: readonly View[] = WIDTHS.flatMap((width) =>
  SCHEMES.map((scheme) => ({ width, height: 600, scheme })),
);

const TEXT = (id: string): string => `(document.querySelector('#${id}')?.textContent ?? '')`;
const send = (page: Page, body: object): Promise<unknown> =>
  page.evaluate(`
    document.querySelector('#secret').value = ${JSON.stringify(SERVE_KEY)};
    document.querySelector('#body').value = ${JSON.stringify(JSON.stringify(body))};
    document.querySelector('#form button').focus();
  `);
const shown = (page: Page): Promise<void> => page.until("document.querySelector('#try')?.hidden === false");

interface State {
  /** Brings the page there. */
  readonly reach: (page: Page) => Promise<void>;
  readonly blocked?: readonly string[];
}

const answered =
  (body: object, status: string) =>
  async (page: Page): Promise<void> => {
    await shown(page);
    await send(page, body);
    await page.press('Enter');
    await page.until(`${TEXT('status')}.startsWith('${status}')`);
  };

const STATES: Readonly<Record<string, State>> = {
  'before a call': { reach: shown },
  'after an answer': { reach: answered(CALL, '200') },
  'after a refusal': { reach: answered({ ...CALL, imageName: 'A B'.repeat(80) }, '400') },
  'after no answer': {
    reach: async (page) => {
      await shown(page);
      await page.goOffline();
      await answered(CALL, 'No response')(page);
    },
  },
  'without the description of the API': {
    blocked: ['*openapi.json'],
    reach: (page) => page.until(`${TEXT('summary')}.includes('cannot be read')`),
  },
};

const onState = ({ reach, blocked = [] }: State, use: (page: Page) => Promise<void>): Promise<void> =>
  withService(({ url }) =>
    onPage(
      `${url}/doc/`,
      async (page) => {
        await reach(page);
        await use(page);
      },
      { blocked },
    ),
  );

/** What axe-core has against the page as it is now: rule, and where. */
async function violations(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate('axe.run(document).then(({ violations }) => violations)');
  assert.ok(Array.isArray(found));
  return found.flatMap((rule: unknown) => {
    const nodes: unknown = objectOr(rule)['nodes'];
    const all: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
    return all.map((node) => `${String(objectOr(rule)['id'])}: ${String(valueAt(node, ['html']))}`);
  });
}

/** Elements with content that is wider than they are. A password field scrolls its own text. */
const WIDE = `
  [document.documentElement, ...document.querySelectorAll('*')]
    .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
    .filter(({ localName }) => localName !== 'input')
    .map(({ localName, id }) => localName + '#' + id)
`;
const OUTSIDE = `
  [...document.querySelectorAll('section, form, pre, noscript, [role=region]')]
    .filter((each) => each.closest('main') === null)
    .map(({ localName, id }) => localName + '#' + id)
`;

describe('the page of the API', () => {
  for (const [name, state] of Object.entries(STATES))
    it(`${name} passes axe-core, fits a narrow screen and has every region inside of main`, () =>
      onState(state, async (page) => {
        await page.evaluate(axe.source);
        assert.deepEqual(await page.evaluate(OUTSIDE), []);
        for (const view of VIEWS) {
          await page.show(view);
          const at = `${view.width} px, ${view.scheme}`;
          assert.deepEqual(await page.evaluate(WIDE), [], at);
          assert.deepEqual(await violations(page), [], at);
        }
      }));

  it('is judged: axe-core complains of an image without a text', () =>
    onState(STATES['before a call'] ?? assert.fail(), async (page) => {
      await page.evaluate(axe.source);
      await page.evaluate("document.querySelector('main').append(new Image())");
      assert.deepEqual(await violations(page), ['image-alt: <img>']);
    }));

  it('has its answer right behind the button, where keys scroll it', () =>
    onState(STATES['after an answer'] ?? assert.fail(), async (page) => {
      await page.show({ width: 320, height: 400, scheme: 'light' });
      assert.equal(await page.evaluate("document.activeElement.matches('#form button')"), true);
      await page.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.id'), 'answer');
      assert.equal(await page.evaluate('document.activeElement.scrollTop'), 0);
      await page.press('End');
      await page.until('document.activeElement.scrollTop > 0');
    }));

  it('announces what became of a call', () =>
    onState(STATES['after an answer'] ?? assert.fail(), async (page) => {
      assert.equal(await page.evaluate("document.querySelector('#status').getAttribute('role')"), 'status');
      assert.match(String(await page.evaluate(TEXT('status'))), /^200 .*below/s);
    }));

  it('has no stop for the keyboard where there is no answer', () =>
    onState(STATES['before a call'] ?? assert.fail(), async (page) => {
      await page.evaluate("document.querySelector('#form button').focus()");
      await page.press('Tab');
      assert.notEqual(await page.evaluate('document.activeElement.id'), 'answer');
    }));
});
