import assert from 'node:assert/strict';
import { isInJob, isInTemplate, readKindImages } from '../../../lib/core/workload/kind-images.ts';
import { parseFieldPath } from '../../../lib/core/workload/field-path.ts';
import { customKind, type Kind, type KindRow } from '../../../lib/core/workload/kind.ts';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';

const NAMES = { group: 'example.com', version: 'v1', plural: 'things', kind: 'Thing' };

function kindWith(
  fields: { readonly podTemplates?: readonly string[]; readonly images?: readonly string[] },
  more: Partial<KindRow> = {},
): Kind {
  const { podTemplates = [], images = [] } = fields;
  return customKind({
    ...NAMES,
    podTemplates: podTemplates.map(parseFieldPath),
    images: images.map(parseFieldPath),
    ...more,
  });
}

const pods = (...names: readonly string[]) => ({
  spec: { containers: names.map((name) => ({ name, image: `${name}:1` })) },
});

function read(kind: Kind, spec: object) {
  return readKindImages(kind, { spec }) ?? assert.fail('the object has images');
}

const names = (kind: Kind, spec: object): readonly string[] =>
  read(kind, spec).containers.map(({ name }) => name);

describe('readKindImages', () => {
  const cluster = kindWith({ podTemplates: ['spec.head.template', 'spec.groupSpecs[*].template'] });

  it('has the containers of several pod templates, each with the path of its template behind its name', () =>
    assert.deepEqual(
      read(cluster, {
        head: { template: pods('ray') },
        groupSpecs: [{ template: pods('ray') }, { name: 'small', template: pods('ray', 'side') }],
      }).containers.map(({ name, image, pointer }) => [name, image, pointer]),
      [
        ['ray.spec.head.template', 'ray:1', '/spec/head/template/spec/containers/0/image'],
        ['ray.spec.groupspecs.0.template', 'ray:1', '/spec/groupSpecs/0/template/spec/containers/0/image'],
        [
          'ray.spec.groupspecs.small.template',
          'ray:1',
          '/spec/groupSpecs/1/template/spec/containers/0/image',
        ],
        [
          'side.spec.groupspecs.small.template',
          'side:1',
          '/spec/groupSpecs/1/template/spec/containers/1/image',
        ],
      ],
    ));

  it('has image volumes of several pod templates', () =>
    assert.deepEqual(
      names(cluster, {
        head: { template: { spec: { volumes: [{ name: 'models', image: { reference: 'a' } }] } } },
      }),
      ['models.volume.spec.head.template'],
    ));

  it('tells each list item around an image that has a name', () =>
    assert.deepEqual(
      read(cluster, { groupSpecs: [{ name: 'small', template: pods('ray') }] }).containers[0]?.items,
      [
        { pointer: '/spec/groupSpecs/0', name: 'small' },
        { pointer: '/spec/groupSpecs/0/template/spec/containers/0', name: 'ray' },
      ],
    ));

  it('has images outside of pod templates by their paths', () => {
    const kind = kindWith({ images: ['spec.imageName', 'spec.steps[*].image', 'spec.extra[*]'] });
    assert.deepEqual(
      read(kind, {
        imageName: 'a:1',
        steps: [{ name: 'build', image: 'b:1' }, { image: 'c:1' }, { name: 'Odd Name', image: 'd:1' }, {}],
        extra: ['e:1', 5],
      }).containers.map(({ name, image, pointer }) => [name, image, pointer]),
      [
        ['spec.imagename', 'a:1', '/spec/imageName'],
        ['spec.steps.build.image', 'b:1', '/spec/steps/0/image'],
        ['spec.steps.1.image', 'c:1', '/spec/steps/1/image'],
        ['spec.steps.2.image', 'd:1', '/spec/steps/2/image'],
        ['spec.extra.0', 'e:1', '/spec/extra/0'],
        ['spec.extra.1', '', '/spec/extra/1'],
      ],
    );
  });

  it('has what is in the one pod template by its name alone, beside an image elsewhere', () => {
    const kind = kindWith({ images: ['spec.image'] }, { podTemplate: ['spec', 'template'] });
    assert.deepEqual(names(kind, { template: pods('image'), image: 'a:1' }), ['image', 'spec.image']);
    assert.equal(readKindImages(kind, { spec: { image: 'a:1' } }), undefined);
  });

  for (const [title, spec] of [
    ['nothing', {}],
    ['null', { head: null, groupSpecs: null, image: null }],
    ['texts', { head: 'x', groupSpecs: 'abc', image: '' }],
    ['lists', { head: [{}], groupSpecs: [null, 5, 'x', []], image: [] }],
    ['maps', { head: { template: [] }, groupSpecs: { length: 3 }, image: {} }],
  ] as const)
    it(`has no image where its fields hold ${title}`, () => {
      const kind = kindWith({
        podTemplates: ['spec.head.template', 'spec.groupSpecs[*].template'],
        images: ['spec.image'],
      });
      assert.ok(read(kind, spec).containers.every(({ image }) => image === ''));
    });

  it('tells of each image of an object whether jobs run it', () => {
    const mixed = kindWith({
      podTemplates: ['spec.head.template', 'spec.jobTemplate.spec.template'],
      images: ['spec.image', 'spec.jobTargetRef.image'],
    });
    const spec = {
      head: { template: pods('a') },
      jobTemplate: { spec: { template: pods('b') } },
      image: 'c:1',
      jobTargetRef: { image: 'd:1' },
    };
    assert.deepEqual(read(mixed, spec).containers.map(isInJob), [false, true, false, true]);
  });

  it('is nothing of a kind whose object lacks its one pod template', () =>
    assert.equal(readKindImages(customKind(NAMES), { spec: {} }), undefined));

  it('knows the pod template that an image is in', () => {
    const { containers, templates } = read(cluster, {
      head: { template: { ...pods('ray'), metadata: { annotations: {} } } },
      groupSpecs: [{ template: pods('ray') }, { template: { ...pods('ray'), metadata: {} } }],
    });
    assert.deepEqual(
      templates.map(({ has }) => has),
      [
        { metadata: true, annotations: true },
        { metadata: false, annotations: false },
        { metadata: true, annotations: false },
      ],
    );
    assert.deepEqual(
      containers.map((container) => templates.findIndex((template) => isInTemplate(container, template))),
      [0, 1, 2],
    );
  });

  it('keeps 256 images and 256 pod templates, and counts the others', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ template: pods(`c${index}`, 'side') }));
    const { containers, templates, count } = read(cluster, { groupSpecs: many });
    assert.deepEqual(
      [containers.length, templates.length, count],
      [256, 256, { containers: 600, templates: 300, items: 900 }],
    );
  });
});

describe('parseWorkload of a kind without one pod template', () => {
  const kind = kindWith({ podTemplates: ['spec.groups[*].template'], images: ['spec.steps[*].image'] });
  const parse = (spec: object) => parseWorkload(kind, { metadata: { name: 'web', namespace: 'shop' }, spec });

  it('is a workload without containers where it has no image', () =>
    assert.deepEqual(parse({})?.containers, []));

  for (const [title, spec] of [
    ['images', { steps: Array.from({ length: 257 }, () => ({ image: 'a:1' })) }],
    ['pod templates', { groups: Array.from({ length: 257 }, () => ({ template: {} })) }],
    ['items without an image', { steps: Array.from({ length: 20_000 }, () => ({})) }],
    [
      'volumes',
      {
        groups: [{ template: { spec: { volumes: Array.from({ length: 20_000 }, () => ({ name: 'a' })) } } }],
      },
    ],
    ['characters in the name of an item', { steps: [{ name: 'n'.repeat(1025), image: 'a:1' }] }],
    [
      'characters in a name',
      { groups: [{ name: 'n'.repeat(63), template: pods(`${'c'.repeat(63)}${'x'.repeat(100)}`) }] },
    ],
  ] as const)
    it(`is left alone where it has too many ${title}`, () =>
      assert.match(parse(spec)?.oversize ?? '', /^expected at most .*, got \d+$/));

  it('is read in no time where half a million items are at the end of 32 paths', () => {
    const paths = Array.from({ length: 16 }, (_, index) => `spec.steps[*].field${index}`);
    const many = kindWith({ podTemplates: paths.map((path) => `${path}.template`), images: paths });
    const spec = { steps: Array.from({ length: 500_000 }, () => ({})) };
    const began = performance.now();
    assert.ok(parseWorkload(many, { metadata: { name: 'web' }, spec })?.oversize !== undefined);
    assert.ok(performance.now() - began < 500);
  });

  it('keeps little of the name of an item that is longer than any', () => {
    const { oversize, ...kept } =
      parse({ groups: [{ name: 'n'.repeat(5000), template: pods('app') }] }) ?? assert.fail();
    assert.match(oversize ?? '', /1024 .*5000$/);
    assert.ok(JSON.stringify({ ...kept, kind: '' }).length < 10_000);
  });
});
