/** Garbage between good events. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PUBLISHED_AT_ATTRIBUTE } from '../../../lib/core/event/attributes.ts';
import type { OutgoingMessage } from '../../../lib/core/event/message.ts';
import {
  DEAD_LETTERS,
  withTwoClusters,
  registryTopic,
  REPLAY,
  REPOSITORIES,
  SHARES,
  type Way,
} from './two-clusters.ts';
import { RELIABLE } from './habits.ts';
import { digestOf, histories } from './histories.ts';
import { checkAll } from './check-clusters.ts';

const { signal } = new AbortController();

const GARBAGE: readonly OutgoingMessage[] = [
  { data: Buffer.from(''), attributes: { from: 'somebody' } },
  { data: Buffer.from('{"action":'), attributes: {} },
  { data: Buffer.from([0xff, 0xfe, 0x00]), attributes: {} },
  { data: Buffer.from('[]'), attributes: {} },
  { data: Buffer.from('{"action":"INSERT","tag":7}'), attributes: {} },
  { data: Buffer.from('{"action":"INSERT","tag":"::"}'), attributes: {} },
  { data: Buffer.from('{"action":"DELETE","tag":"x/y:z"}'), attributes: {} },
  { data: Buffer.from(`{"action":"INSERT","digest":"x/y@${digestOf(0)}"}`), attributes: {} },
  {
    data: Buffer.from('{"action":"INSERT","tag":"x/y:z"}'),
    attributes: { [PUBLISHED_AT_ATTRIBUTE]: 'soon' },
  },
];

export function garbageLaw(way: Way) {
  const garbage = fc.shuffledSubarray([...GARBAGE], { minLength: 1 });
  return fc.asyncProperty(histories, garbage, ({ seed, pushes }, all) =>
    withTwoClusters({ way, habits: { seed, ...RELIABLE }, attempts: 3 }, async (twoClusters) => {
      const { pusher } = twoClusters;
      const taken = [...(await twoClusters.push(pushes.slice(0, 1)))];
      const topics = [registryTopic(REPOSITORIES[0]), REPLAY, ...(way === 'in place' ? [] : [SHARES])];
      const ids = new Set<string>();
      for (const topic of topics)
        for (const each of await pusher.publish(topic, all, signal)) if ('id' in each) ids.add(each.id);
      taken.push(...(await twoClusters.push(pushes.slice(1))));
      await pusher.settled();
      checkAll(twoClusters, taken);
      const ends = pusher.attempts.filter(({ message }) => ids.has(message.id)).map(({ end }) => end);
      assert.deepEqual(
        ends,
        [...ids].map(() => 204),
      );
      assert.equal(pusher.messages(DEAD_LETTERS).length, 0);
    }),
  );
}
