/** Owners choose how much stands in their objects: none of it is kept beyond what a workload needs. */
import assert from 'node:assert/strict';
import { printable } from '../../lib/core/text/printable.ts';
import { parseWorkload, type Workload } from '../../lib/core/workload/workload.ts';
import { jsonListReader } from '../../lib/kubernetes/list/json-list-reader.ts';
import { kind, object, push, REPOSITORY, settings, workload, type Given } from '../support/builders.ts';
import { images, onSandbox, patches } from '../support/on-sandbox.ts';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import { decidedOn, listedImages } from './decided.ts';
import { heapUsed } from '../support/heap.ts';

const RECORD = 'image-updater/updates';
const POLICY = 'image-updater/policy';
const IMAGE = `${REPOSITORY}:v1`;
const MB = 1_000_000;
const { signal } = new AbortController();

const annotated = (annotations: Readonly<Record<string, string>>): Given => ({ metadata: { annotations } });
const manyKeys = (count: number, key: (index: number) => string, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [key(index), value]));

/** The characters of all texts that are kept of a workload. */
const keptCharacters = (kept: Workload): number => JSON.stringify({ ...kept, kind: '' }).length;

/** Parses the same workload so many times out of texts of its own, as a list does; gives the heap that this keeps. */
function keptOf(given: Given, times = 100): number {
  const text = JSON.stringify(object(given));
  const before = heapUsed();
  const all = Array.from({ length: times }, () => parseWorkload(kind('Deployment'), JSON.parse(text)));
  const kept = heapUsed() - before;
  assert.equal(all.filter((each) => each?.name === 'web').length, times);
  return kept;
}

describe('a record of updates that is longer than 64 KiB', () => {
  const reasons = async (record: string, given: Given = {}) => {
    const { skipped } = await decidedOn({ ...annotated({ [RECORD]: record }), ...given });
    return skipped.map(({ container, reason, detail }) => ({ container, reason, detail }));
  };
  const containers = [
    { name: 'a', image: IMAGE },
    { name: 'other', image: 'nginx:1' },
    { name: 'b', image: IMAGE },
  ];

  it('is not kept', () =>
    assert.ok(keptCharacters(workload(annotated({ [RECORD]: 'x'.repeat(240_000) }))) < 10_000));

  it("is not kept if it is the updater's JSON, written longer than the updater writes it", () => {
    const record = JSON.stringify({ app: { from: 'x'.repeat(240_000) } });
    assert.ok(keptCharacters(workload(annotated({ [RECORD]: record }))) < 10_000);
  });

  it('makes every container that uses the image an InvalidObject', async () =>
    assert.deepEqual(
      (await reasons('x'.repeat(65_537), { containers })).map(({ container, reason }) => [container, reason]),
      [
        ['a', 'InvalidObject'],
        ['b', 'InvalidObject'],
      ],
    ));

  it('is reported with its length in bytes and with the limit', async () => {
    const [skipped] = await reasons('ä'.repeat(50_000));
    assert.match(skipped?.detail ?? '', /65536.*100000/);
  });

  it('of a workload in a cluster leaves it as it is, and its neighbour is updated', () =>
    onSandbox(
      {
        objects: [
          { name: 'big', ...annotated({ [RECORD]: 'x'.repeat(100_000) }) },
          { name: 'small', ...annotated({ [RECORD]: 'x'.repeat(60_000) }) },
        ],
      },
      async ({ sandbox, cluster }) => {
        const report = await updateCluster(push(), cluster, { settings: settings(), budget: { signal } });
        assert.deepEqual(images(sandbox, 'big'), { app: IMAGE });
        assert.equal(patches(sandbox).length, 1);
        assert.deepEqual(
          report.skipped.map(({ reason, count }) => [reason, count]),
          [['InvalidObject', 1]],
        );
      },
    ));

  it('is no record in the list of images either', async () => {
    const [use] = await listedImages(annotated({ [RECORD]: 'x'.repeat(100_000) }));
    assert.equal(use?.reason, 'InvalidObject');
  });
});

describe('of a workload is kept little, whatever its owner writes:', () => {
  for (const [title, given, most] of [
    ['an image of 200 KB', { containers: [{ name: 'app', image: `${IMAGE}${'x'.repeat(200_000)}` }] }, 5_000],
    ['a name of a container of 200 KB', { containers: [{ name: 'n'.repeat(200_000), image: IMAGE }] }, 5_000],
    [
      'a pull policy of 200 KB',
      { containers: [{ name: 'a', image: IMAGE, imagePullPolicy: 'p'.repeat(200_000) }] },
      5_000,
    ],
    [
      'a controller whose name has 200 KB',
      { metadata: { ownerReferences: [{ kind: 'K', name: 'n'.repeat(200_000), controller: true }] } },
      5_000,
    ],
    [
      'labels of 300 KB',
      { metadata: { labels: manyKeys(5000, (index) => `label-${index}`, 'x'.repeat(50)) } },
      5_000,
    ],
    [
      'two thousand policies for containers that do not exist',
      annotated(manyKeys(2000, (index) => `c${index}.${POLICY}`, 'x'.repeat(100))),
      5_000,
    ],
    [
      "two thousand annotations with the updater's prefix that nothing reads",
      annotated(manyKeys(2000, (index) => `image-updater/x${index}`, 'x'.repeat(100))),
      5_000,
    ],
    [
      'ten thousand containers',
      { containers: Array.from({ length: 10_000 }, (_, index) => ({ name: `c${index}`, image: IMAGE })) },
      100_000,
    ],
  ] as const)
    it(title, () => assert.ok(keptCharacters(workload(given)) < most));
});

describe('what is cut lets go of the text that it was cut from:', () => {
  for (const [title, given] of [
    ['a policy', annotated({ [POLICY]: 'p'.repeat(240_000) })],
    ["a GitOps tool's mark", annotated({ 'argocd.argoproj.io/tracking-id': 'p'.repeat(240_000) })],
    ['a note on a hold', annotated({ 'image-updater/held': 'p'.repeat(240_000) })],
    ['an image', { containers: [{ name: 'app', image: `${IMAGE}${'x'.repeat(240_000)}` }] }],
  ] as const)
    it(title, () => assert.ok(keptOf(given) < 5 * MB));

  it('a text made printable', () => {
    const before = heapUsed();
    const shown = Array.from({ length: 100 }, (_, index) => printable(`${index}`.padEnd(240_000, 'x')));
    const kept = heapUsed() - before;
    assert.equal(shown.length, 100);
    assert.ok(kept < 5 * MB, String(kept));
  });

  it('a policy in a list that is read as JSON', async () => {
    const item = JSON.stringify(object(annotated({ [POLICY]: 'p'.repeat(240_000) })));
    const kept: (Workload | undefined)[] = [];
    const before = heapUsed();
    async function* chunks(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"metadata":{},"items":[');
      for (let index = 0; index < 100; index += 1) yield Buffer.from(`${index === 0 ? '' : ','}${item}`);
      yield Buffer.from(']}');
    }
    await jsonListReader().read(chunks(), (each) => {
      if ('value' in each) kept.push(parseWorkload(kind('Deployment'), each.value));
      return undefined;
    });
    assert.equal(kept.length, 100);
    assert.ok(heapUsed() - before < 5 * MB);
  });
});
