/** The default policy moved a digest that a person had pinned, as soon as the container carried an applied label. */
import assert from 'node:assert/strict';
import type { UpdateRecord } from '../../lib/core/workload/applied-state.ts';
import { digest, push, REPOSITORY, rule, settings, written } from '../support/builders.ts';
import { decidedOn } from './decided.ts';

const OURS = `${REPOSITORY}:v1@${digest(5)}`;
const BEFORE = `${REPOSITORY}:v1@${digest(4)}`;
const PERSONS = `${REPOSITORY}:v1@${digest(2)}`;

/** The new image, or why it is left, of a container that runs `image` after the updater wrote `OURS`. */
async function decided(image: string, changes: Partial<UpdateRecord> = {}, how = settings()) {
  const metadata = written({ from: BEFORE, to: OURS, digest: digest(5), ...changes });
  const { updated, skipped } = await decidedOn(
    { containers: [{ name: 'app', image }], metadata },
    push(),
    how,
  );
  return [...updated.map(({ to }) => to), ...skipped.map(({ reason }) => reason)];
}

describe('a digest that a person pinned on a container that was updated before', () => {
  it('is left by the default policy', async () => assert.deepEqual(await decided(PERSONS), ['PinnedByHand']));

  it('is left by the default policy where the record was lost', async () => {
    const { labels } = written();
    const given = { containers: [{ name: 'app', image: PERSONS }], metadata: { labels } };
    const { updated, skipped } = await decidedOn(given);
    assert.deepEqual(updated, []);
    assert.deepEqual(
      skipped.map(({ reason }) => reason),
      ['PinnedByHand'],
    );
  });

  it('is moved by a rule', async () =>
    assert.deepEqual(await decided(PERSONS, {}, settings({ rules: [rule('same-tag')] })), [
      `${REPOSITORY}:v1@${digest(1)}`,
    ]));

  it('is no such digest where the record says that the updater replaced it: a rollback, until the next push', async () =>
    assert.deepEqual(await decided(BEFORE), [`${REPOSITORY}:v1@${digest(1)}`]));

  it('is no such digest where the record came back with it, as an undo does', async () =>
    assert.deepEqual(await decided(OURS, { mark: '400.1' }), [`${REPOSITORY}:v1@${digest(1)}`]));
});
