import assert from 'node:assert/strict';
import { JsonListScan } from '../../../lib/kubernetes/list/json-list-scan.ts';
import type { ListedItem } from '../../../lib/kubernetes/list/list-reader.ts';

const LIMITS = { envelopeBytes: 1000, itemBytes: 1000 };

describe('the scan of a JSON list', () => {
  it('hands an item over with its last byte', () => {
    const taken: ListedItem[] = [];
    const scan = new JsonListScan((item) => void taken.push(item), undefined, LIMITS);
    const counts = ['{"items":[{"a":', '1', '}', ',"x', '"', ',12', ',', 'null', ']', '}'].map((part) => {
      assert.equal(scan.feed(Buffer.from(part)), undefined);
      return taken.length;
    });
    // A number ends only where something else begins.
    assert.deepEqual(counts, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    assert.deepEqual(taken, [
      { index: 0, value: { a: 1 } },
      { index: 1, value: 'x' },
      { index: 2, value: 12 },
      { index: 3, value: null },
    ]);
    assert.equal(scan.end().scanned, 4);
  });

  it('goes on in a chunk only when whoever took an item lets it', async () => {
    const taken: ListedItem[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const take = (item: ListedItem): Promise<void> | undefined => {
      taken.push(item);
      return item.index === 0 ? promise : undefined;
    };
    const scan = new JsonListScan(take, undefined, LIMITS);
    const fed = scan.feed(Buffer.from('{"items":[{"a":1},{"b":2},{"c":3}]}'));
    assert.equal(taken.length, 1);
    resolve();
    await fed;
    assert.deepEqual([taken.length, scan.end().scanned], [3, 3]);
  });
});
