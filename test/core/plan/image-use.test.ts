import assert from 'node:assert/strict';
import { runsRepository, unreadableIn, usesRepository } from '../../../lib/core/plan/image-use.ts';
import { REPOSITORY, settings, workload } from '../../support/builders.ts';

const IMAGE = `${REPOSITORY}:v1`;

const uses = (...images: unknown[]) =>
  usesRepository(
    workload({ containers: images.map((image) => ({ name: 'app', image })) }),
    REPOSITORY,
    settings(),
  );

describe('usesRepository', () => {
  it('is true for one container of it', () => assert.ok(uses('envoy:1', IMAGE)));
  it('is true for an unreadable image that names it', () => assert.ok(uses(`${REPOSITORY}:!`)));
  it('is false for others', () => assert.ok(!uses('envoy:1', 'web:v1', '', null)));
  it('is false without containers', () => assert.ok(!uses()));
  it('is true for an init container', () =>
    assert.ok(
      usesRepository(
        workload({ containers: [], initContainers: [{ image: IMAGE }] }),
        REPOSITORY,
        settings(),
      ),
    ));
});

describe('runsRepository', () => {
  const given = (...images: readonly string[]) =>
    workload({ containers: images.map((image, index) => ({ name: `c${index}`, image })) });
  const runs = (...images: readonly string[]) => runsRepository(given(...images), REPOSITORY, settings());
  it('is true for one container of it, beside one that cannot be read', () =>
    assert.ok(runs(`${REPOSITORY}:!`, IMAGE)));
  it('is false for an unreadable image that names it', () => assert.ok(!runs(`${REPOSITORY}:!`)));
  it('is false for others', () => assert.ok(!runs('envoy:1', 'web:v1')));

  it('says what was expected of what cannot be read, and nothing of others', () => {
    const [invalid, ...more] = unreadableIn(
      given('envoy:!', IMAGE, `${REPOSITORY}:!`),
      REPOSITORY,
      settings(),
    );
    assert.match(invalid ?? '', /expected/);
    assert.deepEqual(more, []);
  });
});
