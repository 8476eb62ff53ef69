import assert from 'node:assert/strict';
import { decodePush } from '../../../lib/core/event/decode-push.ts';
import { isReconcileRequest, RECONCILE_REQUEST } from '../../../lib/core/event/reconcile-request.ts';
import { delivery, insert, settings, SHOP, WEB } from './decoding.ts';

const OURS = { project: 'updater', topic: 'image-updater-reconcile' };
const configured = { reconcileTopic: OURS };

describe('a message on the topic for reconcile', () => {
  for (const [title, data] of [
    ['is a request', RECONCILE_REQUEST],
    ['is a request with blanks', ' { "task" : "reconcile" }\n'],
    ['is a request with keys of a later version', '{"task":"reconcile","repositories":["a"]}'],
  ] as const)
    it(title, () => assert.equal(isReconcileRequest({ topic: OURS, data }, configured), true));

  for (const [title, data] of [
    ['that is a registry event', JSON.stringify(insert(`${WEB}:v1`))],
    ['with another task', '{"task":"pending"}'],
    ['whose task is no text', '{"task":["reconcile"]}'],
    ['that is a list', '[{"task":"reconcile"}]'],
    ['that is null', 'null'],
    ['that is no JSON', 'reconcile'],
    ['without data', ''],
  ] as const)
    it(`${title} is WrongShape, which is not retried`, () =>
      assert.throws(() => isReconcileRequest({ topic: OURS, data }, configured), {
        reason: 'WrongShape',
        transient: false,
      }));
});

describe('a request to reconcile on another topic', () => {
  for (const [title, topic, given] of [
    ['of a registry', SHOP, configured],
    ['of the same name in another project', { ...OURS, project: 'bank' }, configured],
    ['that the configuration does not name', OURS, {}],
  ] as const)
    it(`${title} starts no run, and is ignored as TaskElsewhere`, () => {
      assert.equal(isReconcileRequest({ topic, data: RECONCILE_REQUEST }, given), false);
      assert.deepEqual(decodePush({ ...delivery, topic, data: RECONCILE_REQUEST }, settings), {
        reason: 'TaskElsewhere',
        detail: 'reconcile',
      });
    });

  it('without a topic starts no run', () =>
    assert.equal(isReconcileRequest({ data: RECONCILE_REQUEST }, configured), false));

  it('that has an action too is read as a registry event', () => {
    const data = JSON.stringify({ ...insert(`${WEB}:v1`), task: 'reconcile' });
    assert.partialDeepStrictEqual(decodePush({ ...delivery, topic: SHOP, data }, settings), {
      push: { repository: WEB, tag: 'v1' },
    });
  });
});
