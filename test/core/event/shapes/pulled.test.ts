import assert from 'node:assert/strict';
import { PUBLISHED_AT_ATTRIBUTE, PUSH_ID_ATTRIBUTE } from '../../../../lib/core/event/attributes.ts';
import { type PulledMessage } from '../../../../lib/core/event/shapes/pulled.ts';
import type { ErrorReason } from '../../../../lib/core/errors/reason.ts';
import { EVENT, PUBLISHED_AT, readBelieved, readPulled, sent } from '../../../support/believed-deliveries.ts';
import { toRequest, SUBSCRIPTION } from '../../../support/deliveries.ts';

describe('a message that was pulled', () => {
  const pulled: PulledMessage = {
    data: Buffer.from(EVENT),
    attributes: { [PUSH_ID_ATTRIBUTE]: 'first', more: 'of this' },
    id: '7309198396944430',
    publishTime: '2026-03-01T10:00:00.123456Z',
    attempt: 3,
    subscription: SUBSCRIPTION,
    topic: sent.topic,
  };

  it('tells all that a push tells', () =>
    assert.deepEqual(readPulled(pulled, sent.receivedAt), {
      shape: 'pull',
      data: EVENT,
      attributes: pulled.attributes,
      id: 'first',
      messageId: pulled.id,
      publishedAt: PUBLISHED_AT,
      topic: sent.topic,
      subscription: SUBSCRIPTION,
      attempt: 3,
    }));

  it('is the delivery that a push of the same message is, but for its shape', () => {
    const { attributes } = sent;
    const { shape: _, ...push } = readBelieved(toRequest('push', sent));
    const { shape: __, ...pull } = readPulled({ ...pulled, attributes }, sent.receivedAt);
    assert.deepEqual(pull, push);
  });

  it('has no attempt where nobody counts', () =>
    assert.ok(!('attempt' in readPulled({ ...pulled, attempt: 0 }, sent.receivedAt))));

  it('may have no data', () =>
    assert.equal(readPulled({ ...pulled, data: new Uint8Array() }, sent.receivedAt).data, ''));

  const refusals: readonly (readonly [
    title: string,
    changes: Partial<PulledMessage>,
    reason: ErrorReason,
  ])[] = [
    ['more than 64 KB', { data: Buffer.alloc(65_537, 0x20) }, 'TooLarge'],
    ['bytes that are no text', { data: Uint8Array.of(0xff, 0xfe) }, 'NotJson'],
    ['a time that is none', { publishTime: 'soon' }, 'WrongShape'],
    ['a replayed time that is none', { attributes: { [PUBLISHED_AT_ATTRIBUTE]: 'soon' } }, 'WrongShape'],
    ['an id with a terminal escape', { id: '\u{1b}[2J' }, 'WrongShape'],
  ];
  for (const [title, changes, reason] of refusals)
    it(`of ${title}: ${reason}`, () =>
      assert.throws(() => readPulled({ ...pulled, ...changes }, sent.receivedAt), {
        name: 'Fault',
        reason,
        transient: false,
      }));
});
