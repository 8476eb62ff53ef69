import assert from 'node:assert/strict';
import { deliveryFields, eventLabels, imageFields } from '../../lib/logging/event-fields.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';

it('the fields of an image have the time of the push in RFC 3339', () =>
  assert.deepEqual(imageFields(push({ publishedAt: 1000 })), {
    repository: REPOSITORY,
    tag: 'v1',
    digest: digest(1),
    publishedAt: '1970-01-01T00:00:01.000Z',
  }));

it('the fields of a delivery have its message, and nothing of its payload or attributes', () => {
  const delivery = {
    shape: 'push',
    data: 'secret',
    attributes: { a: 'secret' },
    id: 'm1',
    publishedAt: 1000,
  } as const;
  assert.deepEqual(deliveryFields({ ...delivery, messageId: '7', attempt: 2 }), {
    delivery: { shape: 'push', messageId: '7', subscription: undefined, attempt: 2 },
  });
});

describe('the labels of an event', () => {
  for (const [what, delivery, labels] of [
    ['its push', { id: 'm1' }, { push: 'm1' }],
    ['the caller where there is one', { id: 'm1', caller: 'ci' }, { push: 'm1', caller: 'ci' }],
    ['nothing where nobody could read it', undefined, {}],
  ] as const)
    it(`name ${what}`, () => assert.deepEqual(eventLabels(delivery), labels));
});
