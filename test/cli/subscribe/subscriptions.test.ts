import assert from 'node:assert/strict';
import { selectSubscriptions } from '../../../lib/cli/subscribe/subscriptions.ts';

const [A, B] = ['a-1', 'b-2'].map((subscription) => ({ project: 'shop-1', subscription }));
const [NAME_A, NAME_B] = ['projects/shop-1/subscriptions/a-1', 'projects/shop-1/subscriptions/b-2'];
const TOPIC = 'projects/shop-1/topics/gcr';

describe('the subscriptions that are pulled from', () => {
  for (const [title, names, configured, expected] of [
    ['are those that are named', [NAME_A, NAME_B], [], [A, B]],
    ['are those that are named alone, whatever the configuration says', [NAME_A], [B], [A]],
    ['are those of the configuration where none is named', [], [B, A], [B, A]],
    ['are each there once', [NAME_A, NAME_B, NAME_A], [], [A, B]],
  ] as const)
    it(title, () =>
      assert.deepEqual(
        selectSubscriptions(
          names.flatMap((name) => name ?? []),
          undefined,
          configured.flatMap((each) => each ?? []),
        ),
        { subscriptions: expected, topic: undefined },
      ),
    );

  it('may be of a topic that is named', () =>
    assert.deepEqual(selectSubscriptions([NAME_A ?? ''], TOPIC, []), {
      subscriptions: [A],
      topic: { project: 'shop-1', topic: 'gcr' },
    }));

  for (const [title, names, topic, says] of [
    ['none at all', [], undefined, /expected a subscription.*`subscriptions` of the configuration/],
    ['one without its project', ['a-1'], undefined, /^expected .*`projects\/.*, got a-1$/],
    ['two that cannot be read', ['a-1', '\u001b[31m'], undefined, /, got a-1\n.*got .*u\{1b\}\[31m$/],
    ['a topic that cannot be read', [NAME_A], 'gcr', /^--topic: expected .*`projects\/.*, got gcr$/],
    ['one topic for several', [NAME_A, NAME_B], TOPIC, /^expected --topic .*got several/],
  ] as const)
    it(`cannot be ${title}: that is wrong, with the way out`, () => {
      const selection = selectSubscriptions(
        names.flatMap((name) => name ?? []),
        topic,
        [],
      );
      assert.ok('invalid' in selection);
      assert.match(selection.invalid, says);
    });
});
