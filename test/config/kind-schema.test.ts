import assert from 'node:assert/strict';
import { BUILT_IN_KINDS, collectionPath } from '../../lib/core/workload/kind.ts';
import { config, MINIMAL, wrong } from '../support/config-builders.ts';

function kinds(...rows: readonly string[]): string {
  return `${MINIMAL}kinds: [${rows.join()}]`;
}

describe('kinds', () => {
  it('stand behind the built-in ones, in their order', () => {
    const all = config(
      kinds(
        '{ group: b.io, version: v1, plural: bs, kind: B }',
        '{ group: a.io, version: v1, plural: as, kind: A }',
      ),
    );
    assert.deepEqual(all.settings.kinds.slice(0, BUILT_IN_KINDS.length), BUILT_IN_KINDS);
    assert.deepEqual(
      all.settings.kinds.slice(BUILT_IN_KINDS.length).map(({ kind }) => kind),
      ['B', 'A'],
    );
  });

  it('are rows like the built-in ones', () => {
    const { settings } = config(
      kinds('{ group: argoproj.io, version: v1alpha1, plural: rollouts, kind: Rollout }'),
    );
    const rollout = settings.kinds.at(-1) ?? assert.fail();
    assert.equal(collectionPath(rollout, 'shop'), '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts');
    assert.deepEqual(rollout.podTemplate, ['spec', 'template']);
    assert.equal(rollout.effect({ paused: true }), 'paused');
  });

  it('say where their pod template is', () => {
    const { settings } = config(
      kinds('{ group: a.io, version: v1, plural: as, kind: A, podTemplate: spec.jobTemplate.spec.template }'),
    );
    assert.deepEqual(settings.kinds.at(-1)?.podTemplate, ['spec', 'jobTemplate', 'spec', 'template']);
  });

  it('have a pod template at `spec.template`, and change container by container, unless they say otherwise', () => {
    const { settings } = config(kinds('{ group: a.io, version: v1, plural: as, kind: A }'));
    const { podTemplate, fields, together } = settings.kinds.at(-1) ?? assert.fail();
    assert.deepEqual(
      [podTemplate, fields, together],
      [['spec', 'template'], { podTemplates: [], images: [] }, false],
    );
  });

  const row = '{ group: a.io, version: v1, plural: as, kind: A';
  for (const [title, rest, expected] of [
    [
      'several pod templates',
      "podTemplates: [spec.head.template, 'spec.groups[*].template']",
      [
        [],
        [
          ['spec', 'head', 'template'],
          ['spec', 'groups', '*', 'template'],
        ],
        [],
        true,
      ],
    ],
    ['an image', 'images: [spec.imageName]', [[], [], [['spec', 'imageName']], true]],
    [
      'images of items',
      "images: ['spec.steps[*].image', 'spec.a[*].b[*]']",
      [
        [],
        [],
        [
          ['spec', 'steps', '*', 'image'],
          ['spec', 'a', '*', 'b', '*'],
        ],
        true,
      ],
    ],
    [
      'an image beside the one pod template',
      'podTemplate: spec.template, images: [spec.image]',
      [['spec', 'template'], [], [['spec', 'image']], true],
    ],
    [
      'images that change alone',
      'images: [spec.image], together: false',
      [[], [], [['spec', 'image']], false],
    ],
    ['containers that change together', 'together: true', [['spec', 'template'], [], [], true]],
  ] as const)
    it(`may have ${title}`, () => {
      const { settings } = config(kinds(`${row}, ${rest} }`));
      const { podTemplate, fields, together } = settings.kinds.at(-1) ?? assert.fail();
      assert.deepEqual([podTemplate, fields.podTemplates, fields.images, together], expected);
    });

  const PATHS_AT_MOST = Array.from({ length: 17 }, (_, index) => `spec.image${index}`);
  for (const [title, rest, path, code] of [
    ['a path that is no list', 'images: spec.image', 'images', 'WrongType'],
    ['no path', 'images: []', 'images', 'Invalid'],
    ['more than 16 paths', `images: [${PATHS_AT_MOST.join()}]`, 'images', 'Invalid'],
    ['a path that is none', 'images: [5]', 'images[0]', 'WrongType'],
    ['the whole object', 'images: [spec]', 'images[0]', 'Invalid'],
    ['a path outside of `spec`', 'images: [metadata.labels.image]', 'images[0]', 'Invalid'],
    ['a path that only begins like `spec`', 'images: [specs.image]', 'images[0]', 'Invalid'],
    ['an index', "images: ['spec.steps[0].image']", 'images[0]', 'Invalid'],
    ['a list without a key', "images: ['spec.[*].image']", 'images[0]', 'Invalid'],
    ['a key with a slash', 'images: [spec.a/b]', 'images[0]', 'Invalid'],
    ['a key with a tilde', 'images: [spec.a~1b]', 'images[0]', 'Invalid'],
    ['a key of every object', 'images: [spec.__proto__]', 'images[0]', 'Invalid'],
    ['ten keys', 'images: [spec.a.b.c.d.e.f.g.h.i]', 'images[0]', 'Invalid'],
    ['four lists', "images: ['spec.a[*].b[*].c[*].d[*].e']", 'images[0]', 'Invalid'],
    ['121 characters', `images: [spec.${'a'.repeat(58)}.${'b'.repeat(57)}]`, 'images[0]', 'Invalid'],
    ['two paths that differ in case', 'images: [spec.imageName, spec.imagename]', 'images[1]', 'Duplicate'],
    ['a pod template twice', 'podTemplates: [spec.a, spec.a]', 'podTemplates[1]', 'Duplicate'],
    ['what is neither true nor false', 'together: all', 'together', 'WrongType'],
    ['another key', 'paths: [spec.image]', 'paths', 'UnknownKey'],
  ] as const)
    it(`refuse ${title}`, () =>
      assert.deepEqual(wrong(kinds(`${row}, ${rest} }`)), [[`kinds[0].${path}`, code]]));

  it('refuse `podTemplate` beside `podTemplates`', () =>
    assert.deepEqual(wrong(kinds(`${row}, podTemplate: spec.a, podTemplates: [spec.b] }`)), [
      ['kinds[0]', 'Invalid'],
    ]));

  for (const [title, rest, path] of [
    ['a pod template that is an image too', 'podTemplates: [spec.a], images: [spec.a]', 'images[0]'],
    ['them in another case', 'podTemplates: [spec.podA], images: [spec.poda]', 'images[0]'],
    [
      'an image in the one pod template',
      "podTemplate: spec.template, images: [spec.image, 'spec.template.spec.containers[*].image']",
      'images[1]',
    ],
    [
      'an image in one of several pod templates',
      "podTemplates: ['spec.a[*].template'], images: ['spec.a[*].template.spec.image']",
      'images[0]',
    ],
    ['a pod template below another', "podTemplates: ['spec.a[*].b', 'spec.a[*].b.c']", 'podTemplates[1]'],
    ['a pod template around another', 'podTemplates: [spec.a.b, spec.a]', 'podTemplates[1]'],
    ['a pod template below an image', 'podTemplates: [spec.a.b], images: [spec.a]', 'images[0]'],
    ['an image below another', 'images: [spec.image, spec.image.name]', 'images[1]'],
    ['a list and its items', "images: [spec.a, 'spec.a[*]']", 'images[1]'],
  ] as const)
    it(`refuse ${title}`, () =>
      assert.deepEqual(wrong(kinds(`${row}, ${rest} }`)), [[`kinds[0].${path}`, 'Invalid']]));

  it('may have paths that only begin with the same letters', () =>
    assert.deepEqual(
      wrong(kinds(`${row}, podTemplate: spec.pod, images: [spec.podImage, spec.image, 'spec.images[*]'] }`)),
      [],
    ));

  it('of another group may have the plural of one that is never touched', () => {
    assert.deepEqual(wrong(kinds('{ group: a.io, version: v1, plural: jobs, kind: Job }')), []);
  });

  const valid = { group: 'a.io', version: 'v1', plural: 'as', kind: 'A', podTemplate: 'spec.template' };
  const unsafe: Readonly<Record<keyof typeof valid, readonly string[]>> = {
    group: ['A.io', '..', 'a..b', 'a/b', '-a', 'a%2f', 'a?b', 'a b', 'a#', '.', 'a\n'],
    version: ['', '1', 'V1', 'v1/..', 'v1?', 'v1.2', '..'],
    plural: ['', 'As', 'a/status', 'a?', 'a.b', '..', 'a'.repeat(64)],
    kind: ['', 'a', 'A-B', 'A\n', 'Ä'],
    podTemplate: [
      '',
      '.',
      'spec.',
      'spec..template',
      'spec/template',
      'spec~1',
      '__proto__.x',
      'spec[0]',
      'spec template',
    ],
  };
  for (const [key, texts] of Object.entries(unsafe)) {
    for (const text of texts) {
      it(`refuse ${key} ${JSON.stringify(text)}`, () => {
        assert.deepEqual(wrong(kinds(JSON.stringify({ ...valid, [key]: text }))), [
          [`kinds[0].${key}`, 'Invalid'],
        ]);
      });
    }
  }

  it('are compared also where one of them is wrong', () => {
    const odd = { ...valid, version: '' };
    assert.deepEqual(wrong(kinds(JSON.stringify(odd), JSON.stringify(valid))), [
      ['kinds[0].version', 'Invalid'],
      ['kinds[1]', 'Duplicate'],
    ]);
  });
});
