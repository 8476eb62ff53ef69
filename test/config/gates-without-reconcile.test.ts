import assert from 'node:assert/strict';
import { gatesWithoutReconcile } from '../../lib/config/gates-without-reconcile.ts';
import type { Rule } from '../../lib/core/settings.ts';
import { settings } from '../support/builders.ts';

const TOPIC = { project: 'p', topic: 'image-updater-reconcile' };

function warned(rules: readonly Partial<Rule>[], reconcile?: typeof TOPIC): readonly string[] {
  return gatesWithoutReconcile({
    settings: settings({ rules: rules.map((rule) => ({ enforce: false, ...rule })) }),
    pubsub: { subscriptions: [], ...(reconcile && { reconcile }) },
  }).map(({ path }) => path);
}

describe('a gate without reconcile', () => {
  it('is a warning at the first rule that has one', () =>
    assert.deepEqual(warned([{ pin: 'tag' }, { windows: [] }, { minimumAge: 1 }]), ['rules[1].windows']));
  it('is none where reconcile is configured', () => assert.deepEqual(warned([{ minimumAge: 1 }], TOPIC), []));
  it('is none without gates', () => assert.deepEqual(warned([{ pin: 'tag' }]), []));
});
