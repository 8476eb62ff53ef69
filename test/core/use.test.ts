import assert from 'node:assert/strict';
import { usesRepository } from '../../lib/core/use.ts';
import { REPOSITORY, settings, workload } from './given.ts';

const IMAGE = `${REPOSITORY}:v1`;

const uses = (...images: unknown[]) =>
  usesRepository(
    workload({ containers: images.map((image) => ({ name: 'app', image })) }),
    REPOSITORY,
    settings(),
  );

describe('usesRepository', () => {
  it('for one container of it', () => assert.ok(uses('envoy:1', IMAGE)));
  it('for an unreadable image that names it', () => assert.ok(uses(`${REPOSITORY}:!`)));
  it('not for others', () => assert.ok(!uses('envoy:1', 'web:v1', '', null)));
  it('not without containers', () => assert.ok(!uses()));
  it('for an init container', () =>
    assert.ok(
      usesRepository(
        workload({ containers: [], initContainers: [{ image: IMAGE }] }),
        REPOSITORY,
        settings(),
      ),
    ));
});
