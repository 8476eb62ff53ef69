import assert from 'node:assert/strict';
import type { Settings } from '../../../lib/core/settings.ts';
import { customKind, type Kind, type KindRow } from '../../../lib/core/workload/kind.ts';
import { parseFieldPath } from '../../../lib/core/workload/field-path.ts';
import { parseWorkload, type Workload } from '../../../lib/core/workload/workload.ts';
import { memberAt, readJson } from '../../../lib/sandbox/json.ts';
import { digest, entry, policy, push, REPOSITORY, settings } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';
import { apply, patchFor } from './patches.ts';
import { IMAGE, inWords, NEW } from './plans.ts';

function rayCluster(more: Partial<KindRow> = {}): Kind {
  return customKind({
    group: 'ray.io',
    version: 'v1',
    plural: 'rayclusters',
    kind: 'RayCluster',
    podTemplates: ['spec.headGroupSpec.template', 'spec.workerGroupSpecs[*].template'].map(parseFieldPath),
    ...more,
  });
}

const HEAD = 'head.spec.headgroupspec.template';
const WORKER = 'worker.spec.workergroupspecs.0.template';
const LAST = 'worker.spec.workergroupspecs.1.template';

const pods = (name: string, image: string) => ({ spec: { containers: [{ name, image }] } });

function object([head = IMAGE, ...workers]: readonly string[], metadata: object = {}) {
  return {
    metadata: { name: 'web', namespace: 'shop', creationTimestamp: '1970-01-01T00:00:00Z', ...metadata },
    spec: {
      headGroupSpec: { template: pods('head', head) },
      workerGroupSpecs: workers.map((image) => ({ replicas: 1, template: pods('worker', image) })),
    },
  };
}

function workload(images: readonly string[], metadata: object = {}, kind = rayCluster()): Workload {
  return parseWorkload(kind, object(images, metadata)) ?? assert.fail('a RayCluster');
}

function decided(parsed: Workload, changes: Partial<Settings> = {}): Record<string, string> {
  return inWords(planned(parsed, { push: push(), settings: settings(changes) }));
}

describe('a kind whose images change together', () => {
  it('changes all of them', () =>
    assert.deepEqual(decided(workload([IMAGE, IMAGE, IMAGE])), { [HEAD]: NEW, [WORKER]: NEW, [LAST]: NEW }));

  it('takes no account of images of other repositories', () =>
    assert.deepEqual(decided(workload([IMAGE, 'nginx:1', IMAGE])), { [HEAD]: NEW, [LAST]: NEW }));

  for (const [reason, image] of [
    ['OtherTag', `${REPOSITORY}:v2`],
    ['PinnedByHand', `${IMAGE}@${digest(2)}`],
    ['InvalidImage', `${REPOSITORY}:v 1`],
  ] as const)
    it(`changes none where one is skipped: ${reason}`, () => {
      const plan = planned(workload([IMAGE, image, IMAGE]), { push: push(), settings: settings() });
      assert.deepEqual(inWords(plan), { [HEAD]: 'NotTogether', [WORKER]: reason, [LAST]: 'NotTogether' });
      assert.deepEqual(plan.changes, []);
      const [detail] = plan.skipped.flatMap((each) => (each.reason === 'NotTogether' ? [each.detail] : []));
      assert.equal(detail, `${WORKER} is skipped: ${reason}`);
    });

  it('changes none where the policy of one is `never`', () =>
    assert.deepEqual(
      decided(workload([IMAGE, IMAGE], { annotations: { [`${WORKER}.image-updater/policy`]: 'never' } })),
      { [HEAD]: 'NotTogether', [WORKER]: 'Never' },
    ));

  it('changes the others where one runs the push already', () =>
    assert.deepEqual(decided(workload([NEW, IMAGE]), { policy: policy('any'), rules: [] }), {
      [HEAD]: 'AlreadyCurrent',
      [WORKER]: NEW,
    }));

  it('changes the others where of one only the record advances', () => {
    const record = { [HEAD]: entry({ to: NEW, digest: digest(1) }) };
    const metadata = {
      labels: { [`${HEAD}.image-updater/applied`]: '500.1' },
      annotations: { 'image-updater/updates': JSON.stringify(record) },
    };
    assert.deepEqual(decided(workload([NEW, IMAGE], metadata)), {
      [HEAD]: 'AlreadyCurrent, advances',
      [WORKER]: NEW,
    });
  });

  it('advances the record of one while another is left as it is', () => {
    const record = { [HEAD]: entry({ to: NEW, digest: digest(1) }) };
    const metadata = {
      labels: { [`${HEAD}.image-updater/applied`]: '500.1' },
      annotations: { 'image-updater/updates': JSON.stringify(record) },
    };
    assert.deepEqual(decided(workload([NEW, IMAGE, `${REPOSITORY}:v2`], metadata)), {
      [HEAD]: 'AlreadyCurrent, advances',
      [WORKER]: 'NotTogether',
      [LAST]: 'OtherTag',
    });
  });

  it('decides each alone with `together: false`', () =>
    assert.deepEqual(decided(workload([IMAGE, `${REPOSITORY}:v2`], {}, rayCluster({ together: false }))), {
      [HEAD]: NEW,
      [WORKER]: 'OtherTag',
    }));

  it('is held as a whole', () =>
    assert.deepEqual(decided(workload([IMAGE, IMAGE], { labels: { 'image-updater/hold': 'true' } })), {
      [HEAD]: 'Held',
      [WORKER]: 'Held',
    }));

  it('whose containers cannot be told apart is left alone', () => {
    const kind = rayCluster({ podTemplates: [parseFieldPath('spec.headGroupSpec.template')], images: [] });
    const containers = [1, 2].map(() => ({ name: 'head', image: IMAGE }));
    const value = { ...object([IMAGE]), spec: { headGroupSpec: { template: { spec: { containers } } } } };
    const parsed = parseWorkload(kind, value) ?? assert.fail('a RayCluster');
    assert.deepEqual(decided(parsed), { [HEAD]: 'InvalidObject' });
  });
});

describe('the patch of a kind with several pod templates', () => {
  const images = [IMAGE, IMAGE, 'nginx:1'];

  it('tests and replaces the images, and changes nothing else of the spec', () => {
    const operations = patchFor(workload(images));
    const head = '/spec/headGroupSpec/template/spec/containers/0';
    const worker = '/spec/workerGroupSpecs/0/template/spec/containers/0';
    assert.deepEqual(
      operations.filter(({ path }) => path.startsWith('/spec')),
      [
        { op: 'test', path: `${head}/name`, value: 'head' },
        { op: 'test', path: `${head}/image`, value: IMAGE },
        { op: 'test', path: `${worker}/name`, value: 'worker' },
        { op: 'test', path: `${worker}/image`, value: IMAGE },
        { op: 'replace', path: `${head}/image`, value: NEW },
        { op: 'replace', path: `${worker}/image`, value: NEW },
      ],
    );
    assert.deepEqual(
      memberAt(apply(object(images), operations), ['spec']),
      readJson(JSON.stringify(object(images).spec).replaceAll(IMAGE, NEW)),
    );
  });

  it('applies to no object in which one of the images was changed', () => {
    const operations = patchFor(workload([IMAGE, IMAGE]));
    assert.ok(apply(object([IMAGE, IMAGE]), operations) !== undefined);
    assert.equal(apply(object([IMAGE, `${REPOSITORY}:v2`]), operations), undefined);
    assert.equal(apply(object([IMAGE]), operations), undefined);
  });

  it('restarts the pods of the templates whose images keep their text, and no others', () => {
    const operations = patchFor(workload(images), { settings: { pin: 'tag' } });
    assert.deepEqual(
      operations.flatMap(({ path }) => (path.endsWith('~1restartedAt') ? [path] : [])),
      ['headGroupSpec', 'workerGroupSpecs/0'].map(
        (group) => `/spec/${group}/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt`,
      ),
    );
  });

  it('tests the name of each item around an image', () => {
    const kind = customKind({
      group: 'tekton.dev',
      version: 'v1',
      plural: 'tasks',
      kind: 'Task',
      images: [parseFieldPath('spec.steps[*].image')],
    });
    const { metadata } = object([]);
    const steps = [{ image: 'nginx:1' }, { name: 'build', image: IMAGE }, { image: IMAGE }];
    const parsed = parseWorkload(kind, { metadata, spec: { steps } }) ?? assert.fail('a Task');
    const operations = patchFor(parsed);
    assert.deepEqual(
      operations.filter(({ path }) => path.startsWith('/spec')),
      [
        { op: 'test', path: '/spec/steps/1/name', value: 'build' },
        { op: 'test', path: '/spec/steps/1/image', value: IMAGE },
        { op: 'test', path: '/spec/steps/2/image', value: IMAGE },
        { op: 'replace', path: '/spec/steps/1/image', value: NEW },
        { op: 'replace', path: '/spec/steps/2/image', value: NEW },
      ],
    );
    const moved = { metadata, spec: { steps: [steps[0], { name: 'test', image: IMAGE }, steps[2]] } };
    assert.equal(apply(moved, operations), undefined);
  });

  it('restarts nothing for an image outside of pod templates', () => {
    const kind = customKind({
      group: 'a.io',
      version: 'v1',
      plural: 'as',
      kind: 'A',
      images: [['spec', 'image']],
    });
    const value = { metadata: object([]).metadata, spec: { image: IMAGE } };
    const parsed = parseWorkload(kind, value) ?? assert.fail('an A');
    const { changes } = planned(parsed, { push: push(), settings: settings({ pin: 'tag' }) });
    assert.deepEqual(
      changes.map(({ decision }) => decision.action === 'update' && decision.restart),
      [false],
    );
  });
});
