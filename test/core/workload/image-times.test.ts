import assert from 'node:assert/strict';
import sinon from 'sinon';
import { findImageTime, readImageTimes } from '../../../lib/core/workload/image-times.ts';
import { customKind } from '../../../lib/core/workload/kind.ts';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';
import { kind, object, workload } from '../../support/builders.ts';

const SET = Date.parse('2026-01-05T08:00:00.999Z');

/** The fields around those of a pod spec. */
function inPodSpec(podSpec: object, keys: readonly string[] = ['spec', 'template']): object {
  return [...keys, 'spec'].reduceRight((inner, key) => ({ [`f:${key}`]: inner }), podSpec);
}

const OF_APP = inPodSpec({
  'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:image': {}, 'f:name': {} } },
});

/** What is read of a workload with containers `app` and `sidecar`, the init container `setup` and the volume `models`. */
function times(managedFields: unknown, name = 'Deployment'): Record<string, number> {
  const given = {
    kind: name,
    metadata: { managedFields },
    containers: [
      { name: 'app', image: 'a:1' },
      { name: 'sidecar', image: 'a:1' },
    ],
    initContainers: [{ name: 'setup', image: 'a:1' }],
    volumes: [{ name: 'data' }, { name: 'models', image: { reference: 'a:1' } }],
  };
  return Object.fromEntries(readImageTimes(workload(given), object(given)));
}

const entry = (fieldsV1: unknown, changes: object = {}) => ({
  manager: 'kubectl-set',
  operation: 'Update',
  time: '2026-01-05T08:00:00Z',
  fieldsV1,
  ...changes,
});

describe('the times of images', () => {
  const rows: readonly (readonly [title: string, managed: unknown, expected: object])[] = [
    ['are of the container whose image is owned, to the end of the second', [entry(OF_APP)], { app: SET }],
    [
      'are of an init container too',
      [entry(inPodSpec({ 'f:initContainers': { 'k:{"name":"setup"}': { 'f:image': {} } } }))],
      { setup: SET },
    ],
    [
      'are of an image volume too',
      [
        entry(
          inPodSpec({
            'f:volumes': {
              'k:{"name":"data"}': {},
              'k:{"name":"models"}': { '.': {}, 'f:image': { '.': {}, 'f:reference': {} }, 'f:name': {} },
            },
          }),
        ),
      ],
      { 'models.volume': SET },
    ],
    [
      'are none of an image volume whose pull policy is owned',
      [
        entry(
          inPodSpec({
            'f:volumes': { 'k:{"name":"models"}': { '.': {}, 'f:image': { '.': {}, 'f:pullPolicy': {} } } },
          }),
        ),
      ],
      {},
    ],
    [
      'are the newest of several managers, however they wrote',
      [
        entry(OF_APP),
        entry(OF_APP, { manager: 'ci', operation: 'Apply', time: '2026-01-05T08:00:07Z' }),
        entry(OF_APP, { manager: 'before', time: '2026-01-05T07:00:00Z' }),
      ],
      { app: SET + 7000 },
    ],
    ['are not those of the updater itself', [entry(OF_APP, { manager: 'image-updater' })], {}],
    [
      'are none where other fields are owned',
      [
        entry(inPodSpec({ 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:env': {} } } })),
        entry({ 'f:metadata': {} }),
        entry({ 'f:status': { 'f:containers': {} } }, { subresource: 'status' }),
      ],
      {},
    ],
    [
      'are of all containers of a list that is owned as a whole',
      [entry(inPodSpec({ 'f:containers': {} }))],
      { app: SET, sidecar: SET },
    ],
    [
      'are of all containers where something around them is owned as a whole',
      [entry({ 'f:spec': { 'f:template': {} } })],
      { app: SET, sidecar: SET, setup: SET, 'models.volume': SET },
    ],
    [
      'are of a container that is owned as a whole',
      [entry(inPodSpec({ 'f:containers': { 'k:{"name":"app"}': {} } }))],
      { app: SET },
    ],
    [
      'are none of a time that is none',
      [entry(OF_APP, { time: 'soon' }), entry(OF_APP, { time: undefined })],
      {},
    ],
    [
      'are none of what is no such entry',
      [
        null,
        5,
        'x',
        {},
        entry(undefined),
        entry(5),
        entry({}),
        entry(inPodSpec({ 'f:containers': 5 })),
        entry(inPodSpec({ 'f:containers': { 'k:{': { 'f:image': {} }, app: { 'f:image': {} } } })),
      ],
      {},
    ],
    ['are none where there is no list of managers', 'x', {}],
  ];
  for (const [title, managed, expected] of rows) it(title, () => assert.deepEqual(times(managed), expected));

  it('are looked up, and no key of an owner is parsed', () => {
    const containers: Record<string, object> = { 'k:{"name":"app"}': { 'f:image': {} } };
    for (let index = 0; index < 10_000; index += 1)
      containers[`k:{"name":"foreign-${index}"}`] = { 'f:image': {} };
    const parse = sinon.spy(JSON, 'parse');
    try {
      assert.deepEqual(times([entry(inPodSpec({ 'f:containers': containers }))]), { app: SET });
      assert.equal(parse.callCount, 0);
    } finally {
      parse.restore();
    }
  });

  it('are read under the pod template of the kind', () => {
    const keys = ['spec', 'jobTemplate', 'spec', 'template'];
    const fields = inPodSpec({ 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } }, keys);
    assert.deepEqual(times([entry(fields)], 'CronJob'), { app: SET });
  });
});

describe('the times of images outside of one pod template', () => {
  const kindOfTasks = customKind({
    group: 'tekton.dev',
    version: 'v1',
    plural: 'tasks',
    kind: 'Task',
    images: [['spec', 'steps', '*', 'image']],
  });
  const read = (fields: object): Record<string, number> => {
    const steps = [{ name: 'build', image: 'a:1' }, { image: 'a:1' }];
    const value = {
      metadata: { name: 'web', managedFields: [entry({ 'f:spec': fields })] },
      spec: { steps },
    };
    const parsed = parseWorkload(kindOfTasks, value) ?? assert.fail('a Task');
    return Object.fromEntries(readImageTimes(parsed, value));
  };
  const BOTH = { 'spec.steps.build.image': SET, 'spec.steps.1.image': SET };

  for (const [title, fields, expected] of [
    ['are of all items of a list that is owned as a whole', { 'f:steps': {} }, BOTH],
    ['are none where another list is owned', { 'f:params': {} }, {}],
    [
      'are of the item with its name',
      { 'f:steps': { '.': {}, 'k:{"name":"build"}': { 'f:image': {}, 'f:name': {} } } },
      { 'spec.steps.build.image': SET },
    ],
    [
      'are none where other fields of it are owned',
      { 'f:steps': { 'k:{"name":"build"}': { 'f:args': {} } } },
      {},
    ],
    [
      'are of all items where these are told apart by something else than their names',
      { 'f:steps': { '.': {}, 'k:{"id":"x"}': { 'f:args': {} } } },
      BOTH,
    ],
    ['are of all items of a set', { 'f:steps': { 'v:"x"': {} } }, BOTH],
    [
      'are of all items where these are told apart by more than their names',
      { 'f:steps': { 'k:{"name":"build","type":"x"}': { 'f:image': {} } } },
      BOTH,
    ],
    [
      'are of all items where these are told apart by something before their names',
      { 'f:steps': { 'k:{"kind":"x","name":"build"}': { 'f:image': {} } } },
      BOTH,
    ],
    [
      'are none of an item where those of another name are owned, quotes in it included',
      { 'f:steps': { 'k:{"name":"a\\"b"}': { 'f:image': {} } } },
      {},
    ],
  ] as const)
    it(title, () => assert.deepEqual(read(fields), expected));
});

describe('the age of an image', () => {
  const created = (creationTimestamp: unknown) => {
    const parsed = parseWorkload(kind('Deployment'), object({ metadata: { creationTimestamp } }));
    assert.ok(parsed !== undefined);
    return parsed;
  };
  const workloadOf2026 = created('2026-01-05T07:00:00Z');

  it('is that of its workload, to the end of the second', () =>
    assert.equal(findImageTime(workloadOf2026, 'app'), Date.parse('2026-01-05T07:00:00.999Z')));

  it('is that of the last write, where that was read and is newer', () => {
    const imageTimes = new Map([['app', SET]]);
    assert.equal(findImageTime({ ...workloadOf2026, imageTimes }, 'app'), SET);
    assert.equal(findImageTime({ ...created('2026-01-05T09:00:00Z'), imageTimes }, 'app'), SET + 3_600_000);
  });

  it('of another container does not count', () =>
    assert.equal(
      findImageTime({ ...workloadOf2026, imageTimes: new Map([['app', SET]]) }, 'sidecar'),
      Date.parse('2026-01-05T07:00:00.999Z'),
    ));

  it('is 0 where nothing is known', () => assert.equal(findImageTime(created(undefined), 'app'), 0));
});
