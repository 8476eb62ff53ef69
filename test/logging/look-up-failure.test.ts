import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { lookUpFailureEntry } from '../../lib/logging/log-entries.ts';
import { DELIVERY } from './handled-events.ts';

describe('the entry of a digest that was not found', () => {
  it('is a WARNING of the push with its reason', () => {
    const { severity, labels } = lookUpFailureEntry(DELIVERY, new UpdaterError('TagNotFound', 'd'));
    assert.deepEqual([severity, labels['reason'], labels['push']], ['WARNING', 'TagNotFound', DELIVERY.id]);
  });
});
