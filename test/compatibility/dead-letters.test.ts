/** Dead letters of earlier versions: a replay publishes them as those did, and the updater reads the same push in them. */
import assert from 'node:assert/strict';
import { readJson } from '../../lib/sandbox/json.ts';
import { sourceSubscription } from '../../lib/replay/dead-letter.ts';
import { replay } from '../support/compatibility/dead-letters.ts';
import { parseDeadLetterFixture, readFixtures } from '../support/compatibility/fixture-files.ts';

const FIXTURES = readFixtures('dead-letters').map(({ name, document }) => ({
  name,
  fixture: parseDeadLetterFixture(document),
}));
const PUBLISHED_AT = Date.parse('2025-11-29T03:30:00Z');
const PUSH_ID = '8041722640918121';

describe('a dead letter of an earlier version', () => {
  it('is there of each sort of message', () =>
    assert.deepEqual(
      FIXTURES.map(({ name, fixture: { letters, origin } }) => `${name} ${letters.length} ${origin.topic}`),
      [
        'before-gates/cluster-task 3 fan-out',
        'before-gates/cluster-task-of-a-replay 2 fan-out',
        'before-gates/cluster-task-of-the-remainder 2 fan-out',
        'before-gates/no-event 1 gcr',
        'before-gates/queued-call 1 replay',
        'before-gates/queued-call-with-options 1 replay',
        'before-gates/registry-event 1 gcr',
        'before-gates/registry-event-of-a-deletion 1 gcr',
        'before-gates/registry-event-without-a-tag 1 gcr',
        'before-gates/registry-event-without-digest 1 gcr',
        'before-gates/replayed-dead-letter 1 replay',
        'before-gates/replayed-image 1 replay',
        'before-gates/replayed-image-with-options 1 replay',
      ],
    ));

  for (const { name, fixture } of FIXTURES)
    describe(name, () => {
      const replayed = fixture.letters.map((letter) => replay(letter, fixture.origin));

      it('goes where it went, and is read as it was', () => {
        assert.equal(replayed.length, fixture.replayed.length);
        assert.partialDeepStrictEqual(readJson(JSON.stringify(replayed)), fixture.replayed);
      });

      it('names the subscription on which it died', () =>
        assert.deepEqual(
          fixture.letters.map(sourceSubscription),
          fixture.letters.map(() => ({
            project: 'updater',
            subscription: `image-pushed-${fixture.origin.topic}`,
          })),
        ));

      it('keeps the time and the id of its push', () => {
        const pushes = replayed.flatMap(({ push }) => push ?? []);
        assert.deepEqual(
          pushes.map(({ publishedAt, id }) => ({ publishedAt, id })),
          pushes.map(() => ({ publishedAt: PUBLISHED_AT, id: PUSH_ID })),
        );
      });
    });

  it('is read as nothing but what it was: another time would be noticed', () => {
    const { fixture } =
      FIXTURES.find(({ name }) => name === 'before-gates/cluster-task') ??
      assert.fail('the fixture is there');
    const [letter] = fixture.letters;
    assert.ok(letter !== undefined);
    const attributes = { ...letter.attributes, 'image-updater-published-at': '1000' };
    const other = readJson(JSON.stringify(replay({ ...letter, attributes }, fixture.origin)));
    assert.throws(() => assert.partialDeepStrictEqual(other, fixture.replayed[0]));
  });
});
