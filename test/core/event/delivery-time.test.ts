import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { PUBLISHED_AT_ATTRIBUTE } from '../../../lib/core/event/attributes.ts';
import { message, readBelieved } from '../../support/believed-deliveries.ts';
import { posted } from '../../support/deliveries.ts';

describe('the time of a delivery', () => {
  it('is the earliest of the local time and those that it names', () => {
    const times = fc
      .record({
        publishTime: fc.date({ min: new Date(0), noInvalidDate: true }).map((date) => date.toISOString()),
        replayed: fc.nat({ max: 4_000_000_000_000 }).map(String),
        ahead: fc.integer({ min: -4_000_000_000_000, max: 4_000_000_000_000 }),
      })
      .filter(({ publishTime }) => publishTime.length === 24);
    fc.assert(
      fc.property(times, ({ publishTime, replayed, ahead }) => {
        const receivedAt = Date.parse(publishTime) - ahead;
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: replayed };
        const { publishedAt } = readBelieved(
          posted({ message: { publishTime, attributes } }, { receivedAt }),
        );
        assert.equal(publishedAt, Math.min(receivedAt, Date.parse(publishTime), Number(replayed)));
      }),
    );
  });

  for (const [title, changes, expected] of [
    ['20 minutes ahead of it', { publishTime: '2033-05-18T03:53:20Z' }, 1_200_000],
    ['a minute ahead of it, as far as clocks may differ', { publishTime: '2033-05-18T03:34:20Z' }, undefined],
    ['before it', {}, undefined],
    ['at no known time', { publishTime: undefined }, undefined],
    [
      'ahead of it and replays an older message',
      { publishTime: '2033-05-18T03:53:20Z', attributes: { [PUBLISHED_AT_ATTRIBUTE]: '5000' } },
      undefined,
    ],
  ] as const)
    it(`says that the local clock is behind by ${expected ?? 0} ms where the message was published ${title}`, () => {
      const { clockBehindMs } = readBelieved(posted({ message: { ...message, ...changes } }));
      assert.equal(clockBehindMs, expected);
    });
});
