import assert from 'node:assert/strict';
import { podContainers, type Container } from '../../../lib/core/workload/container.ts';
import { fieldsBelow, wholeObject } from '../../../lib/core/workload/field-path.ts';
import { ItemBudget } from '../../../lib/core/workload/item-budget.ts';

const POD = '/spec/template/spec';

/** Of a Deployment with this pod spec. */
function readContainers(podSpec: object): readonly Container[] {
  const object = { spec: { template: { spec: podSpec } } };
  const templates = [...fieldsBelow(wholeObject(object), ['spec', 'template'], new ItemBudget())];
  return templates.flatMap((template) => [...podContainers(template, '', new ItemBudget())]);
}

const volume = (value: unknown) => readContainers({ volumes: [{ name: 'data', emptyDir: {} }, value] });

describe('podContainers', () => {
  it('has containers, init containers and image volumes, in the order of the object', () =>
    assert.deepEqual(
      readContainers({
        volumes: [
          { name: 'config', configMap: { name: 'web' } },
          { name: 'models', image: { reference: 'models:1', pullPolicy: 'Always' } },
        ],
        initContainers: [{ name: 'setup', image: 'setup:1' }],
        containers: [{ name: 'app', image: 'app:1', imagePullPolicy: 'Never' }],
      }),
      [
        {
          name: 'app',
          image: 'app:1',
          pointer: `${POD}/containers/0/image`,
          items: [{ pointer: `${POD}/containers/0`, name: 'app' }],
          pullPolicy: 'Never',
        },
        {
          name: 'setup',
          image: 'setup:1',
          pointer: `${POD}/initContainers/0/image`,
          items: [{ pointer: `${POD}/initContainers/0`, name: 'setup' }],
          pullPolicy: undefined,
        },
        {
          name: 'models.volume',
          image: 'models:1',
          pointer: `${POD}/volumes/1/image/reference`,
          items: [{ pointer: `${POD}/volumes/1`, name: 'models' }],
          pullPolicy: 'Always',
        },
      ],
    ));

  for (const [title, value, expected] of [
    ['without a reference has no image', { name: 'a', image: {} }, [['a.volume', '']]],
    [
      'with a reference that is no text has no image',
      { name: 'a', image: { reference: 5 } },
      [['a.volume', '']],
    ],
    ['without a name has none', { image: { reference: 'models:1' } }, [['', 'models:1']]],
    ['that is a text is none', { name: 'a', image: 'models:1' }, []],
    ['that is a list is none', { name: 'a', image: ['models:1'] }, []],
    ['that is null is none', { name: 'a', image: null }, []],
  ] as const)
    it(`an image volume ${title}`, () =>
      assert.deepEqual(
        volume(value).map(({ name, image }) => [name, image]),
        expected,
      ));

  for (const odd of [null, undefined, 5, 'models:1', []])
    it(`a volume ${JSON.stringify(odd)} keeps its place, and is none`, () =>
      assert.deepEqual(
        readContainers({ volumes: [odd, { name: 'm', image: { reference: 'x' } }] }).map(
          ({ pointer }) => pointer,
        ),
        [`${POD}/volumes/1/image/reference`],
      ));
});
