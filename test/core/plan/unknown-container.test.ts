import assert from 'node:assert/strict';
import { findUnknownContainers } from '../../../lib/core/plan/unknown-container.ts';
import { POLICY_ANNOTATION } from '../../../lib/core/workload/workload.ts';
import { REPOSITORY, workload } from '../../support/builders.ts';

const IMAGE = `${REPOSITORY}:v1`;

const found = (annotated: readonly string[], names: readonly string[]) =>
  findUnknownContainers(
    workload({
      containers: names.map((name) => ({ name, image: IMAGE })),
      metadata: {
        annotations: Object.fromEntries(annotated.map((name) => [`${name}.${POLICY_ANNOTATION}`, 'any'])),
      },
    }),
  );

describe('policy annotations of containers that are not there', () => {
  it('are none where each names a container', () => assert.deepEqual(found(['app'], ['app', 'db']), []));

  for (const [name, meant] of [
    ['ap', 'app'],
    ['sidecat', 'sidecar'],
    ['something-else', undefined],
  ] as const)
    it(`${name}: ${meant ?? 'none'} of app and sidecar was probably meant`, () => {
      const [unknown] = found([name], ['app', 'sidecar']);
      assert.deepEqual([unknown?.name, unknown?.meant], [name, meant]);
      assert.equal(unknown?.skip.reason, 'NoSuchContainer');
    });

  it('mean none in a workload without containers', () =>
    assert.equal(found(['app'], [])[0]?.meant, undefined));

  it('come in their order', () =>
    assert.deepEqual(
      found(['b', 'a'], ['app']).map(({ name }) => name),
      ['b', 'a'],
    ));
});
