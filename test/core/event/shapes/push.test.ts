import assert from 'node:assert/strict';
import { message, readBelieved } from '../../../support/believed-deliveries.ts';
import { posted } from '../../../support/deliveries.ts';

describe('delivery', () => {
  it('bare: JSON that is no object, or has no message, is a payload', () => {
    for (const body of [[], [{ message }], 1, 'message', {}, { Message: message }]) {
      assert.equal(readBelieved(posted(body)).shape, 'bare');
    }
  });
});
