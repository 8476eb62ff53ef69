import assert from 'node:assert/strict';
import { config, MINIMAL, wrong } from '../support/config-builders.ts';

describe('registries', () => {
  it('are none by default', () => assert.deepEqual(config(MINIMAL).registries, []));

  it('have globs for canonical repositories, and look digests up unless told otherwise', () => {
    const { registries } = config(
      `${MINIMAL}registries: [{ repositories: [gcr.io/p/**, nginx], impersonate: reader@p.iam.gserviceaccount.com }, { repositories: ['**'], lookUp: false }]`,
    );
    assert.deepEqual(
      registries.map(({ repositories, ...rest }) => [repositories.map(({ text }) => text), rest]),
      [
        [
          ['us-docker.pkg.dev/p/gcr.io/**', 'docker.io/library/nginx'],
          { impersonate: 'reader@p.iam.gserviceaccount.com', lookUp: true },
        ],
        [['**'], { lookUp: false }],
      ],
    );
  });

  for (const [title, entry, path, code] of [
    ['no repositories', '{}', 'registries[0].repositories', 'Missing'],
    ['an empty list of repositories', '{ repositories: [] }', 'registries[0].repositories', 'Invalid'],
    ['a glob that is none', '{ repositories: ["["] }', 'registries[0].repositories[0]', 'Invalid'],
    ['a tag', '{ repositories: ["a.io/b:1"] }', 'registries[0].repositories[0]', 'Invalid'],
    [
      'an account of a person',
      '{ repositories: [nginx], impersonate: ann@example.com }',
      'registries[0].impersonate',
      'Invalid',
    ],
    ['a word for lookUp', '{ repositories: [nginx], lookUp: "no" }', 'registries[0].lookUp', 'WrongType'],
    [
      'a key that is unknown',
      '{ repositories: [nginx], lookup: true }',
      'registries[0].lookup',
      'UnknownKey',
    ],
  ] as const)
    it(`is refused with ${title}: ${code}`, () =>
      assert.deepEqual(wrong(`${MINIMAL}registries: [${entry}]`), [[path, code]]));

  it('is refused with a name that an alias replaces', () => {
    const yaml = `${MINIMAL}aliases: { m.io/hub: docker.io }\nregistries: [{ repositories: ['m.io/hub/**'] }]`;
    assert.deepEqual(wrong(yaml), [['registries[0].repositories', 'Invalid']]);
  });

  for (const limit of ['0', '-1', '1.5'])
    it(`is no limit of a run: ${limit}`, () =>
      assert.deepEqual(wrong(`${MINIMAL}limits: { reconcileUpdates: ${limit} }`), [
        ['limits.reconcileUpdates', 'Invalid'],
      ]));

  it('keeps the limit of a run apart from those of a push', () => {
    const { settings } = config(`${MINIMAL}limits: { reconcileUpdates: 7 }`);
    assert.deepEqual(
      [settings.reconcileUpdates, settings.limits],
      [7, { workloadsPerNamespace: 100, workloadsPerCluster: 200 }],
    );
  });
});
