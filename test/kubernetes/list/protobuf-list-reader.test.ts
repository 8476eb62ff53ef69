import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Kind } from '../../../lib/core/workload/kind.ts';
import { parseWorkload, type Workload } from '../../../lib/core/workload/workload.ts';
import { jsonListReader } from '../../../lib/kubernetes/list/json-list-reader.ts';
import type { ListedItem, ListReader } from '../../../lib/kubernetes/list/list-reader.ts';
import { protobufListReader } from '../../../lib/kubernetes/list/protobuf-list-reader.ts';
import { messageTypeFor } from '../../../lib/kubernetes/list/protobuf-schema.ts';
import { inChunks, RECORDED, recording } from './recorded.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

function readerOf(kind: Kind, maxBytes?: number): ListReader {
  const message = messageTypeFor(kind);
  assert.ok(message !== undefined);
  return protobufListReader(message, maxBytes);
}

async function read(reader: ListReader, bytes: Buffer, ends: readonly number[] = [], mentions?: string) {
  const items: ListedItem[] = [];
  const end = await reader.read(inChunks(bytes, ...ends), (item) => void items.push(item), mentions);
  return { items, end };
}

async function workloads(reader: ListReader, kind: Kind, bytes: Buffer): Promise<(Workload | undefined)[]> {
  const { items } = await read(reader, bytes);
  return items.map((item) => ('value' in item ? parseWorkload(kind, item.value) : undefined));
}

const [deployments] = RECORDED;
assert.ok(deployments !== undefined);

describe('protobufListReader', () => {
  for (const { kind, protobuf, json } of RECORDED) {
    it(`reads the same ${kind.plural} as the JSON reader`, async () => {
      const found = await workloads(readerOf(kind), kind, protobuf);
      assert.ok(found.length >= 2 && !found.includes(undefined));
      assert.deepEqual(found, await workloads(jsonListReader(), kind, json));
    });

    it(`reads the same ${kind.plural} however the bytes are cut into chunks`, async () => {
      const whole = await read(readerOf(kind), protobuf);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(protobuf.length), { maxLength: 20 }), async (ends) => {
          assert.deepEqual(await read(readerOf(kind), protobuf, ends), whole);
        }),
        { numRuns: 50 },
      );
    });

    it(`says CutStream for ${kind.plural} that break off before their last item ends`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: protobuf.length - 8 }), async (length) => {
          await rejectsWith('CutStream', read(readerOf(kind), protobuf.subarray(0, length)));
        }),
        { numRuns: 100 },
      );
    });
  }

  it('reads the image volumes of a pod', async () => {
    const all = await workloads(readerOf(deployments.kind), deployments.kind, deployments.protobuf);
    const plain = all.find((each) => each?.name === 'plain') ?? assert.fail('it was recorded');
    const volumes = plain.containers.filter(({ name }) => name.endsWith('.volume'));
    assert.deepEqual(
      volumes.map(({ name, image, pullPolicy }) => [name, image, pullPolicy]),
      [
        ['models.volume', 'europe-docker.pkg.dev/shop/images/web-models:1.4.2', 'IfNotPresent'],
        ['rules.volume', '', 'IfNotPresent'],
      ],
    );
  });

  it('goes on only when whoever took an item lets it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let taken = 0;
    const { kind, protobuf } = deployments;
    const reading = readerOf(kind).read(inChunks(protobuf), () => {
      taken += 1;
      return taken === 1 ? promise : undefined;
    });
    await new Promise((turned) => setImmediate(turned));
    assert.equal(taken, 1);
    resolve();
    const { scanned } = await reading;
    assert.equal(taken, scanned);
  });

  it('says where the next page begins', async () => {
    const { items, end } = await read(readerOf(deployments.kind), recording('deployments-page.pb'));
    assert.equal(items.length, 2);
    assert.equal(end.scanned, 2);
    assert.match(end.continue, /^[\w-]+$/);
  });

  it('counts items that do not mention the text, and hands them over only where they do', async () => {
    const { items, end } = await read(readerOf(deployments.kind), deployments.protobuf, [], 'paused');
    assert.deepEqual([items.length, end.scanned], [1, 5]);
  });

  it('hands over an item that is too large as unreadable, and its neighbours', async () => {
    const { items } = await read(readerOf(deployments.kind, 3700), deployments.protobuf);
    assert.deepEqual(
      items.map((item) => 'value' in item),
      [true, false, false, false, false],
    );
  });

  const broken: readonly (readonly [string, Buffer, number?])[] = [
    ['JSON', deployments.json],
    ['a wrapper with a field of another wire type', Buffer.from('k8s\0\x08\x01')],
    ['metadata that cannot be read', Buffer.from('k8s\0\x12\x04\x0a\x02\x12\x05')],
    ['metadata that is larger than any', Buffer.from(`k8s\0\x12\x42\x0a\x40${' '.repeat(64)}`), 16],
    ['an item that is longer than its list', Buffer.from('k8s\0\x12\x03\x0a\x00\x12\x05abcdefgh')],
    ['a length that does not end', Buffer.concat([Buffer.from('k8s\0\x12'), Buffer.alloc(12, 0xff)])],
  ];
  for (const [title, bytes, maxBytes] of broken) {
    it(`says UnexpectedAnswer for ${title}`, () =>
      rejectsWith('UnexpectedAnswer', read(readerOf(deployments.kind, maxBytes), bytes)));
  }

  it('lets go of the connection also where what comes is no list', async () => {
    let released = false;
    const chunks = (async function* () {
      try {
        yield Buffer.from('<html>');
        yield Buffer.from('</html>');
      } finally {
        released = true;
      }
    })();
    await rejectsWith(
      'UnexpectedAnswer',
      readerOf(deployments.kind).read(chunks, () => undefined),
    );
    assert.ok(released);
  });

  it('hands over an item that is no message as unreadable, and its neighbours', async () => {
    const item = Buffer.from('\x12\x02\x0a\x05'); // a field of five bytes in an item of two
    const list = Buffer.concat([Buffer.from('\x0a\x00'), item, Buffer.from('\x12\x00')]);
    const bytes = Buffer.concat([Buffer.from('k8s\0\x12'), Buffer.from([list.length]), list]);
    assert.deepEqual((await read(readerOf(deployments.kind), bytes)).items, [
      { index: 0, unreadable: 'not protobuf' },
      { index: 1, value: {} },
    ]);
  });
});
