import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import { jsonListReader } from '../../../lib/kubernetes/list/json-list-reader.ts';
import type { ListedItem, ListEnd } from '../../../lib/kubernetes/list/list-reader.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

interface Read {
  readonly items: readonly ListedItem[];
  readonly end: ListEnd;
}

function chunksOf(text: string | Buffer, cuts: readonly number[]): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}

async function* arriving(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function read(
  text: string | Buffer,
  {
    cuts = [],
    mentions,
    reader = jsonListReader(),
  }: { cuts?: readonly number[]; mentions?: string; reader?: ReturnType<typeof jsonListReader> } = {},
): Promise<Read> {
  const items: ListedItem[] = [];
  const end = await reader.read(arriving(chunksOf(text, cuts)), (item) => void items.push(item), mentions);
  return { items, end };
}

function valuesOf({ items }: Read): readonly unknown[] {
  return items.map((item) => ('value' in item ? item.value : assert.fail(item.unreadable)));
}

const cutsAnywhere = fc.array(fc.nat(), { maxLength: 20 });
// Every place counts, since a text of a few bytes is cut at all of them.
const everyByte = Array.from({ length: 200 }, (_, i) => i);

describe('a JSON list', () => {
  it('gives the items that JSON.parse gives, however it is written and wherever it is cut', async () => {
    const envelope = fc.record({
      before: fc.record(
        {
          kind: fc.string(),
          metadata: fc.dictionary(fc.constantFrom('items', 'a', 'continue'), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
      after: fc.dictionary(fc.constantFrom('apiVersion', 'item', 'itemss', 'x"items":['), fc.jsonValue()),
    });
    const indents = fc.constantFrom(undefined, 1, '\t', '\r\n ');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        envelope,
        indents,
        cutsAnywhere,
        async (items, around, indent, cuts) => {
          // A line break is no indent that JSON.stringify is meant for, and white space all the same.
          const text = JSON.stringify({ ...around.before, items, ...around.after }, null, indent);
          const parsed: unknown = JSON.parse(JSON.stringify(items));
          const list = await read(text, { cuts });
          assert.equal(JSON.stringify(valuesOf(list)), JSON.stringify(parsed));
          assert.deepEqual(
            list.items.map(({ index }) => index),
            items.map((_, index) => index),
          );
          assert.equal(list.end.scanned, items.length);
        },
      ),
    );
  });

  it('is cut where any part of its end is missing', async () => {
    const documents = fc.record({
      kind: fc.string(),
      items: fc.array(fc.jsonValue(), { maxLength: 4 }),
      z: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(documents, fc.nat(), cutsAnywhere, async (document, length, cuts) => {
        const bytes = Buffer.from(JSON.stringify(document));
        await rejectsWith('CutStream', read(bytes.subarray(0, length % bytes.length), { cuts }));
      }),
    );
  });

  it('is cut at every single byte before its last', async () => {
    const bytes = Buffer.from(
      '{"kind":"XList","metadata":{"a":"}"},"items":[{"n":"ä\\"€"},null,12,"s",[]],"z":{}}',
    );
    for (let length = 0; length < bytes.length; length += 1) {
      await rejectsWith('CutStream', read(bytes.subarray(0, length)));
    }
    assert.equal((await read(bytes)).end.scanned, 5);
  });

  it('keeps characters of several bytes whole', async () => {
    const items = [{ name: 'größe 💥 €' }, 'ß', { käse: ['\u2028', '\\', '"'] }];
    assert.deepEqual(valuesOf(await read(JSON.stringify({ items }), { cuts: everyByte })), items);
  });

  it('gives what its metadata says, before or after the items', async () => {
    const metadata = { continue: 'next', resourceVersion: '17', remainingItemCount: 3 };
    const end = { scanned: 1, continue: 'next' };
    assert.deepEqual((await read(JSON.stringify({ metadata, items: [1] }))).end, end);
    assert.deepEqual((await read(JSON.stringify({ items: [1], metadata }))).end, end);
  });

  it('may leave its metadata out, or write odd things there', async () => {
    const end = { scanned: 0, continue: '' };
    for (const metadata of [undefined, null, 7, {}, { continue: 1 }]) {
      assert.deepEqual((await read(JSON.stringify({ metadata, items: [] }))).end, end);
    }
  });

  for (const text of [
    '{"items":null}',
    '{"kind":"XList","items":null,"metadata":{}}',
    '{"items": [ ]}\n',
    ' \n{"items":[]}',
  ]) {
    it(`${JSON.stringify(text)} is empty`, async () => {
      assert.deepEqual((await read(text, { cuts: everyByte })).end.scanned, 0);
    });
  }

  it('may have items that are no objects', async () => {
    const items = [null, 1, 'a', [], true, -1.5e3];
    assert.deepEqual(valuesOf(await read(JSON.stringify({ items }))), items);
  });

  it('gives its other items where one is no JSON', async () => {
    const { items, end } = await read(
      '{"items":[{"a":1},{"a":},nul,{"b":[}],{"a":2}]}'.replace('{"b":[}]', '{"b":[}}'),
    );
    assert.deepEqual(
      items.map((item) => ('value' in item ? item.value : 'unreadable')),
      [{ a: 1 }, 'unreadable', 'unreadable', 'unreadable', { a: 2 }],
    );
    assert.equal(end.scanned, 5);
  });

  it('gives its other items where one is too large', async () => {
    const reader = jsonListReader({ envelopeBytes: 1000, itemBytes: 100 });
    const text = JSON.stringify({
      items: [1, { a: 'x'.repeat(92) }, { a: 'x'.repeat(93) }, { a: 'x'.repeat(5000) }, 2],
    });
    for (const cuts of [[], everyByte]) {
      const { items } = await read(text, { reader, cuts });
      assert.deepEqual(
        items.map((item) => 'value' in item),
        [true, true, false, false, true],
      );
    }
  });

  it('leaves managedFields out', async () => {
    const text = '{"items":[{"metadata":{"managedFields":[{"a":[1]}],"name":"n"}}]}';
    assert.deepEqual(valuesOf(await read(text)), [{ metadata: { managedFields: [], name: 'n' } }]);
  });

  describe('of which only what mentions a text is read', () => {
    const items = [
      { image: 'gcr.io/p/app:1' },
      { image: 'nginx' },
      null,
      'other',
      { init: { 'gcr.io/p/app': 1 } },
    ];

    it('counts the others', async () => {
      const list = await read(JSON.stringify({ items }), { mentions: 'p/app', cuts: everyByte });
      assert.deepEqual(
        list.items.map(({ index }) => index),
        [0, 2, 3, 4],
      );
      assert.equal(list.end.scanned, 5);
    });

    it('always hands over what is no object', async () => {
      assert.deepEqual(valuesOf(await read(JSON.stringify({ items }), { mentions: 'nowhere' })), [
        null,
        'other',
      ]);
    });
  });

  const refused: readonly (readonly [string, ErrorReason])[] = [
    ['<html></html>', 'UnexpectedAnswer'],
    ['404 page not found', 'UnexpectedAnswer'],
    ['[]', 'UnexpectedAnswer'],
    ['{}', 'UnexpectedAnswer'],
    ['{"kind":"Status","message":"no"}', 'UnexpectedAnswer'],
    ['{"metadata":{"items":[]}}', 'UnexpectedAnswer'],
    ['{"items":{}}', 'UnexpectedAnswer'],
    ['{"items":7}', 'UnexpectedAnswer'],
    ['{"a":"items","b":[1]}', 'UnexpectedAnswer'],
    ['{"items":[1,]}', 'UnexpectedAnswer'],
    ['{"items":[,1]}', 'UnexpectedAnswer'],
    ['{"items":[1 2]}', 'UnexpectedAnswer'],
    ['{"items":[{}{}]}', 'UnexpectedAnswer'],
    ['{"items":[]]', 'UnexpectedAnswer'],
    ['{"items":[]} {}', 'UnexpectedAnswer'],
    ['{"items":[],}', 'UnexpectedAnswer'],
    ['', 'CutStream'],
    ['  ', 'CutStream'],
  ];
  for (const [text, reason] of refused) {
    it(`${JSON.stringify(text)} is ${reason}`, async () => {
      await rejectsWith(reason, read(text));
      await rejectsWith(reason, read(text, { cuts: everyByte }));
    });
  }

  it('is none where too much stands around its items', async () => {
    const reader = jsonListReader({ envelopeBytes: 100, itemBytes: 100 });
    await rejectsWith(
      'UnexpectedAnswer',
      read(JSON.stringify({ a: 'x'.repeat(200), items: [] }), { reader }),
    );
  });
});
