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
    const row = { ...valid, version: '' };
    assert.deepEqual(wrong(kinds(JSON.stringify(row), JSON.stringify(valid))), [
      ['kinds[0].version', 'Invalid'],
      ['kinds[1]', 'Duplicate'],
    ]);
  });
});
