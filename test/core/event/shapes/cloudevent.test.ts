import assert from 'node:assert/strict';
import { EVENT, message, readBelieved, STRUCTURED } from '../../../support/believed-deliveries.ts';
import { bytes, posted } from '../../../support/deliveries.ts';
import { base64 } from '../../../support/base64.ts';

describe('delivery', () => {
  it('cloudevent-binary: any one of its headers is enough to tell', () => {
    for (const name of ['ce-specversion', 'ce-type', 'ce-source', 'ce-id']) {
      assert.equal(
        readBelieved(posted({ message }, { headers: { [name]: 'x' } })).shape,
        'cloudevent-binary',
      );
    }
  });

  it('cloudevent-binary: where the message has no id, the id is that of the event', () => {
    const headers = { 'ce-id': 'event-1' };
    assert.equal(
      readBelieved(posted({ message: { ...message, messageId: null } }, { headers })).id,
      'event-1',
    );
  });

  it('cloudevent-structured: an id of null is none', () => {
    const request = posted(
      { id: null, data: { message: { ...message, messageId: null } } },
      { headers: STRUCTURED },
    );
    const { id, messageId } = readBelieved(request);
    assert.deepEqual([id, messageId], ['received-2000000000000', undefined]);
  });

  it('cloudevent-structured: takes the data in base64 too', () => {
    const headers = { 'content-type': 'Application/CloudEvents+JSON' };
    const encoded = { id: 'event-1', data_base64: base64(bytes({ message })) };
    const delivery = readBelieved(posted(encoded, { headers }));
    assert.deepEqual([delivery.shape, delivery.data, delivery.id], ['cloudevent-structured', EVENT, '1']);
  });
});
