import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { writeToken } from '../../lib/sandbox/continue-token.ts';
import { memberAt, readJson } from '../../lib/sandbox/json.ts';
import {
  cut,
  Pager,
  pieces,
  withItem,
  type ListRequest,
  type Page,
  type Piece,
} from '../../lib/sandbox/pager.ts';
import { Store } from '../../lib/sandbox/store.ts';
import { deployment, rollout, ROLLOUTS, row } from '../support/sandbox-workloads.ts';

const resource = row('Deployment');

function storeOf(...names: readonly string[]): Store {
  const store = new Store();
  for (const name of names) store.put(resource, deployment('shop', name));
  return store;
}

function pageOf(pager: Pager, request: ListRequest): Page {
  const page = pager.page(request);
  assert.ok('items' in page);
  return page;
}

function keys({ items }: Page): readonly string[] {
  return items.map(({ key }) => key);
}

function textOf(whole: Iterable<Piece>): string {
  return Buffer.concat([...whole].map(({ text }) => text)).toString();
}

/** The keys of all pages, one after the other. */
function allPages(pager: Pager, request: ListRequest): readonly string[] {
  const page = pageOf(pager, request);
  return page.rest === undefined
    ? keys(page)
    : [...keys(page), ...allPages(pager, { ...request, continueText: page.rest.token })];
}

describe('sandbox pages', () => {
  it('hold together what the whole list holds, whatever the limit', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/)),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (names, limit, all) => {
          const pager = new Pager(storeOf(...names));
          const request = all ? { resource } : { resource, namespace: 'shop' };
          assert.deepEqual(allPages(pager, { ...request, limit }), keys(pageOf(pager, request)));
        },
      ),
    );
  });

  it('stay what they were at the first, whatever changes in between', () => {
    const store = storeOf('a', 'b', 'c');
    const pager = new Pager(store);
    const first = pageOf(pager, { resource, limit: 2 });
    store.remove({ resource, namespace: 'shop', name: 'c' });
    assert.ok(first.rest !== undefined);
    const second = pageOf(pager, { resource, limit: 2, continueText: first.rest.token });
    assert.deepEqual([keys(second), second.resourceVersion], [['shop/c'], first.resourceVersion]);
  });

  it('go on with what is there now after their token expired', () => {
    const store = storeOf('a', 'b', 'c');
    const pager = new Pager(store);
    const first = pageOf(pager, { resource, limit: 2 });
    store.put(resource, deployment('shop', 'd'));
    pager.expire();
    const expired = pager.page({ resource, limit: 2, continueText: first.rest?.token ?? '' });
    assert.ok('code' in expired);
    assert.equal(expired.code, 410);
    const continueText = memberAt(readJson(expired.body), ['metadata', 'continue']);
    assert.ok(typeof continueText === 'string');
    const second = pageOf(pager, { resource, limit: 2, continueText });
    assert.deepEqual([keys(second), second.resourceVersion], [['shop/c', 'shop/d'], store.revision]);
  });

  it('refuse a token that is none, and one of a version that never was', () => {
    const pager = new Pager(storeOf('a'));
    const answers = ['!', writeToken({ resourceVersion: 99, start: 'a' })].map((continueText) =>
      pager.page({ resource, continueText }),
    );
    assert.deepEqual(
      answers.map((answer) => 'code' in answer && answer.code),
      [400, 410],
    );
  });
});

describe('sandbox list texts', () => {
  it('are JSON with the metadata before the items, for built-in kinds', () => {
    const text = textOf(pieces(resource, pageOf(new Pager(storeOf('a', 'b')), { resource })));
    const list = readJson(text);
    assert.deepEqual(Object.keys(list ?? {}), ['kind', 'apiVersion', 'metadata', 'items']);
  });

  it('are JSON with the metadata after the items, for custom resources', () => {
    const store = new Store();
    store.put(ROLLOUTS, rollout('shop', 'a'));
    const list = readJson(textOf(pieces(ROLLOUTS, pageOf(new Pager(store), { resource: ROLLOUTS }))));
    assert.deepEqual(Object.keys(list ?? {}), ['apiVersion', 'items', 'kind', 'metadata']);
    assert.equal(memberAt(list, ['kind']), 'RolloutList');
  });

  it('take any text as an item', () => {
    const page = pageOf(new Pager(storeOf('a', 'b')), { resource });
    const items = memberAt(readJson(textOf(pieces(resource, withItem(page, 1, 'null')))), ['items']);
    assert.ok(Array.isArray(items));
    assert.deepEqual([items.length, items[1]], [3, null]);
  });

  it('are cut after any number of bytes', () => {
    const whole = [...pieces(resource, pageOf(new Pager(storeOf('a', 'b')), { resource }))];
    const text = textOf(whole);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (afterBytes) => {
        assert.equal(textOf(cut(whole, { afterBytes })), text.slice(0, afterBytes));
      }),
    );
  });

  it('are left whole by a cut behind their end', () => {
    const whole = [...pieces(resource, pageOf(new Pager(storeOf('a')), { resource }))];
    assert.equal(textOf(cut(whole, { afterItem: 1 })), textOf(whole));
  });

  it('are cut in the middle of an item, or right after it', () => {
    const page = pageOf(new Pager(storeOf('a', 'b')), { resource });
    const [inside, behind] = [{ insideItem: 1 }, { afterItem: 1 }].map((place) =>
      textOf(cut(pieces(resource, page), place)),
    );
    assert.equal(readJson(`${behind}]}`) !== null, true);
    assert.ok(behind?.startsWith(inside ?? 'nothing'));
    assert.equal(
      (behind?.length ?? 0) - (inside?.length ?? 0),
      Math.ceil((page.items[1]?.item.length ?? 0) / 2),
    );
  });
});
