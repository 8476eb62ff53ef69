import assert from 'node:assert/strict';
import {
  parseAppliedLabel,
  parseUpdateRecords,
  readContainerState,
} from '../../../lib/core/workload/applied-state.ts';
import { digest, entry, REPOSITORY, workload, written } from '../../support/builders.ts';

const IMAGE = `${REPOSITORY}:v1`;
const LABEL = 'app.image-updater/applied';
const RECORD = 'image-updater/updates';

describe('parseAppliedLabel', () => {
  for (const [text, time, count] of [
    ['1794000000000.12', 1794000000000, 12],
    ['0.1', 0, 1],
    ['999999999999999.999999999', 999999999999999, 999999999],
  ] as const)
    it(`${text} is the time ${time}, written ${count} times`, () =>
      assert.deepEqual(parseAppliedLabel(text), { text, time, count }));

  for (const text of [
    '',
    '12',
    '12.',
    '.1',
    'x.1',
    '1.x',
    '-1.1',
    '1.-1',
    '1.1.1',
    '1e3.1',
    ' 1.1',
    '1.1\n',
    '１.1',
    '1234567890123456.1',
    '1.1234567890',
  ])
    it(`${JSON.stringify(text)} is no mark`, () => assert.equal(parseAppliedLabel(text), undefined));
});

function recordOf(text: string) {
  return [...parseUpdateRecords(workload({ metadata: { annotations: { [RECORD]: text } } }))];
}

describe('parseUpdateRecords', () => {
  it('reads entries by container', () => {
    const [app, sidecar] = [entry(), entry({ to: 'x', digest: digest(2) })];
    assert.deepEqual(recordOf(JSON.stringify({ app, sidecar })), [
      ['app', app],
      ['sidecar', sidecar],
    ]);
  });

  it('reads containers of any name', () =>
    assert.deepEqual(
      recordOf(`{"__proto__":${JSON.stringify(entry())},"constructor":${JSON.stringify(entry())}}`),
      [
        ['__proto__', entry()],
        ['constructor', entry()],
      ],
    ));

  it('reads no more of an entry than it has to hold', () =>
    assert.deepEqual(recordOf(JSON.stringify({ app: { ...entry(), more: [[[]]] } })), [['app', entry()]]));

  it('passes over an entry that cannot be read, and reads its neighbour', () =>
    assert.deepEqual(recordOf(JSON.stringify({ app: 5, sidecar: entry() })), [['sidecar', entry()]]));

  it('is empty without the annotation', () => assert.equal(parseUpdateRecords(workload()).size, 0));

  for (const [title, text] of [
    ['no JSON', '{"app":'],
    ['an empty text', ''],
    ['null', 'null'],
    ['a list', JSON.stringify([entry()])],
    ['a text', '"app"'],
    ['200 KB that are no JSON', '['.repeat(200_000)],
    ['200 KB of JSON', JSON.stringify({ app: 'x'.repeat(200_000) })],
    ['a list for an entry', JSON.stringify({ app: [] })],
    ['null for an entry', JSON.stringify({ app: null })],
    ['an empty entry', JSON.stringify({ app: {} })],
    ...Object.keys(entry()).map(
      (key) =>
        [`an entry without ${key}`, JSON.stringify({ app: { ...entry(), [key]: undefined } })] as const,
    ),
    ...['from', 'to', 'mark', 'push', 'by', 'digest'].map(
      (key) =>
        [`an entry with a number for ${key}`, JSON.stringify({ app: { ...entry(), [key]: 5 } })] as const,
    ),
    ...['at', 'floor'].flatMap((key) => [
      [`an entry with a text for ${key}`, JSON.stringify({ app: { ...entry(), [key]: '5' } })] as const,
      [`an entry with a fraction for ${key}`, JSON.stringify({ app: { ...entry(), [key]: 0.5 } })] as const,
      [
        `an entry with a number below 0 for ${key}`,
        JSON.stringify({ app: { ...entry(), [key]: -1 } }),
      ] as const,
      [
        `an entry with a number too large for ${key}`,
        JSON.stringify({ app: { ...entry(), [key]: 1e15 } }),
      ] as const,
    ]),
  ] as const)
    it(`is empty for ${title}`, () => assert.deepEqual(recordOf(text), []));
});

const state = (metadata: object, image = IMAGE) => readContainerState(workload({ metadata }), 'app', image);
const label = (text: string) => ({ labels: { [LABEL]: text } });

describe('readContainerState', () => {
  const mark = { text: '500.1', time: 500, count: 1 };

  it('without mark and record: unmarked', () => assert.deepEqual(state({}), { status: 'unmarked' }));
  it('a record of the image that runs and no mark: unmarked, with the entry', () => {
    const { annotations } = written();
    assert.deepEqual(state({ annotations }), { status: 'unmarked', entry: entry() });
  });
  it('a record of another image and no mark: unmarked, without it', () => {
    const { annotations } = written();
    assert.deepEqual(state({ annotations }, 'web:other'), { status: 'unmarked' });
  });
  it('mark, record and image agree: followed', () =>
    assert.deepEqual(state(written()), { status: 'followed', mark, entry: entry() }));
  it('another image: moved', () => assert.deepEqual(state(written(), 'x'), { status: 'drifted', mark }));
  const TAGGED = { digest: digest(1) } as const;
  for (const [title, to, running] of [
    ['the tag that was written', IMAGE, `${IMAGE}@${digest(1)}`],
    ['a name alone', REPOSITORY, `${REPOSITORY}@${digest(1)}`],
    ['a name alone, with the tag that it implies', REPOSITORY, `${REPOSITORY}:latest@${digest(1)}`],
  ] as const)
    it(`the record's digest behind ${title}: followed`, () => {
      const as = { ...TAGGED, to };
      assert.deepEqual(state(written(as), running), { status: 'followed', mark, entry: entry(as) });
    });
  it("the record's digest behind the tag that was written, and no mark: unmarked, with the entry", () => {
    const { annotations } = written(TAGGED);
    assert.deepEqual(state({ annotations }, `${IMAGE}@${digest(1)}`), {
      status: 'unmarked',
      entry: entry(TAGGED),
    });
  });
  for (const [title, as, running] of [
    ['another digest behind the tag that was written', TAGGED, `${IMAGE}@${digest(2)}`],
    ['a digest behind the tag of a push that brought none', {}, `${IMAGE}@${digest(1)}`],
    ["the record's digest behind another tag", TAGGED, `${REPOSITORY}:v2@${digest(1)}`],
    ["the record's digest behind another name", TAGGED, `example.com/web:v1@${digest(1)}`],
    ['the digest alone', TAGGED, `${REPOSITORY}@${digest(1)}`],
    ['the written digest taken away', { ...TAGGED, to: `${IMAGE}@${digest(1)}` }, IMAGE],
    ['the written digest behind `latest`', { ...TAGGED, to: IMAGE }, `${IMAGE}:latest@${digest(1)}`],
  ] as const)
    it(`${title}: moved`, () => assert.deepEqual(state(written(as), running), { status: 'drifted', mark }));
  it('the record of an earlier write: moved', () =>
    assert.deepEqual(state({ ...written(), ...label('500.2') }), {
      status: 'drifted',
      mark: { text: '500.2', time: 500, count: 2 },
    }));
  it('the record lost: moved', () => assert.deepEqual(state(label('500.1')), { status: 'drifted', mark }));
  it('the record unreadable: moved', () =>
    assert.deepEqual(state({ ...written(), annotations: { [RECORD]: '{' } }), { status: 'drifted', mark }));
  it('the record of another container alone: moved', () => {
    const annotations = { [RECORD]: JSON.stringify({ sidecar: entry() }) };
    assert.deepEqual(state({ ...written(), annotations }), { status: 'drifted', mark });
  });
  it('a mark that is none: unreadable', () =>
    assert.deepEqual(state(label('yesterday')), { status: 'unreadable', label: 'yesterday' }));
  it('an empty mark: unreadable', () =>
    assert.deepEqual(state(label('')), { status: 'unreadable', label: '' }));
  it('the mark of another container is not looked at', () =>
    assert.deepEqual(state({ labels: { 'sidecar.image-updater/applied': '500.1' } }), {
      status: 'unmarked',
    }));
});
