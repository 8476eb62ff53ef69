import assert from 'node:assert/strict';
import { toUpdated, toContainerRef } from '../../../lib/core/plan/outcome.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import { digest, policy, push, REPOSITORY, settings, workload, type Given } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';

const IMAGE = `${REPOSITORY}:v1`;
const NEW = `${IMAGE}@${digest(1)}`;
const POLICY = { 'image-updater/policy': 'same-tag' };

const plan = (given: Given, how: Partial<Settings> = {}, pushed: Partial<Push> = {}) =>
  planned(workload(given), { push: push(pushed), settings: settings(how) });

const outcome = (given: Given, how: Partial<Settings> = {}, pushed: Partial<Push> = {}) => {
  const { workload: changed, changes } = plan(given, how, pushed);
  const [change] = changes;
  assert.ok(change !== undefined);
  return toUpdated(changed, change, 'updated');
};

describe('toUpdated', () => {
  it('says of an update what changed, and when it takes effect', () =>
    assert.deepEqual(outcome({ spec: { paused: true } }), {
      workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      container: 'app',
      image: IMAGE,
      result: 'updated',
      from: IMAGE,
      to: NEW,
      effect: 'paused',
      restarted: false,
      staleImage: false,
      pinned: true,
    }));
  it('is a skip of an advance', () =>
    assert.deepEqual(
      outcome({ containers: [{ name: 'app', image: NEW }], metadata: { annotations: POLICY } }),
      {
        workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
        container: 'app',
        image: NEW,
        result: 'skipped',
        reason: 'AlreadyCurrent',
      },
    ));
  it('is planned in observe mode', () => {
    const { workload: changed, changes } = plan({});
    const [change] = changes;
    assert.ok(change !== undefined);
    assert.equal(toUpdated(changed, change, 'planned').result, 'planned');
  });

  for (const [title, tag, imagePullPolicy, staleImage] of [
    ['Always pulls', 'v1', 'Always', false],
    ['IfNotPresent keeps the old bits', 'v1', 'IfNotPresent', true],
    ['Never keeps the old bits', 'v1', 'Never', true],
    ['nothing said keeps the old bits of a tag', 'v1', undefined, true],
    ['nothing said pulls `latest`', 'latest', undefined, false],
    ['IfNotPresent keeps the old bits of `latest` too', 'latest', 'IfNotPresent', true],
  ] as const)
    it(`pin: tag, the same tag: ${title}`, () => {
      const containers = [{ name: 'app', image: `localhost:5000/web:${tag}`, imagePullPolicy }];
      const result = outcome({ containers }, { pin: 'tag' }, { repository: 'localhost:5000/web', tag });
      assert.ok(result.result === 'updated');
      assert.deepEqual([result.restarted, result.staleImage], [true, staleImage]);
    });
  it('pin: tag, no tag written: `latest` is pulled', () => {
    const containers = [{ name: 'app', image: 'localhost:5000/web' }];
    const result = outcome(
      { containers },
      { pin: 'tag' },
      { repository: 'localhost:5000/web', tag: 'latest' },
    );
    assert.ok(result.result === 'updated' && !result.staleImage);
  });
  it('pin: tag, on a CronJob: nothing restarts, and the warning stands', () => {
    const result = outcome({ kind: 'CronJob' }, { pin: 'tag' });
    assert.ok(result.result === 'updated');
    assert.deepEqual([result.restarted, result.staleImage, result.effect], [false, true, 'nextRun']);
  });
  for (const [pullPolicy, staleImage] of [
    ['IfNotPresent', true],
    ['Always', false],
  ] as const)
    it(`pin: tag, an image volume that is pulled ${pullPolicy}: ${staleImage ? 'the warning stands' : 'all is well'}`, () => {
      const volumes = [{ name: 'models', image: { reference: IMAGE, pullPolicy } }];
      const result = outcome({ containers: [{ name: 'app', image: 'nginx' }], volumes }, { pin: 'tag' });
      assert.ok(result.result === 'updated');
      assert.deepEqual([result.container, result.staleImage], ['models.volume', staleImage]);
    });
  it('another tag is pulled anyway', () => {
    const result = outcome({}, { pin: 'tag', policy: policy('any') }, { tag: 'v2' });
    assert.ok(result.result === 'updated' && !result.staleImage);
  });
});

describe('toContainerRef', () =>
  it('names the container and the image that it ran', () => {
    const parsed = workload({ kind: 'CronJob' });
    const [container] = parsed.containers;
    assert.ok(container !== undefined);
    assert.deepEqual(toContainerRef(parsed, container), {
      workload: { kind: 'CronJob', namespace: 'shop', name: 'web' },
      container: 'app',
      image: IMAGE,
    });
  }));
