/** Workloads on which earlier versions wrote, and that people edited: this version reads and decides them as those did. */
import assert from 'node:assert/strict';
import { mapOr, memberAt, type Json } from '../../lib/sandbox/json.ts';
import { asObject, withMetadata } from '../../lib/sandbox/kubernetes-object.ts';
import { parseWorkloadFixture, readFixtures } from '../support/compatibility/fixture-files.ts';
import { readFixture } from '../support/compatibility/read-workload.ts';

const FOLLOWED = { app: 'followed' };
const DRIFTED = { app: 'drifted' };
const UNMARKED = { app: 'unmarked' };

/** The states of the containers, by the name of the fixture. */
const STATES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  unmarked: UNMARKED,
  followed: FOLLOWED,
  'followed-twice': FOLLOWED,
  'followed-of-a-caller': FOLLOWED,
  'followed-by-a-person': FOLLOWED,
  'followed-of-no-known-topic': FOLLOWED,
  'followed-of-reconcile': FOLLOWED,
  'followed-beside-metadata-of-others': FOLLOWED,
  'found-after-an-update': FOLLOWED,
  'pinned-to-the-pushed-digest': UNMARKED,
  'pinned-by-hand': UNMARKED,
  'pinned-by-hand-and-followed': FOLLOWED,
  'drifted-image': DRIFTED,
  'rolled-back-by-undo': DRIFTED,
  'rolled-back-to-before': DRIFTED,
  'rolled-back-and-followed-again': FOLLOWED,
  'rolled-back-stateful-set': DRIFTED,
  'reverted-by-admission': DRIFTED,
  'reverted-by-admission-after-an-update': FOLLOWED,
  'rewritten-by-admission': FOLLOWED,
  'digest-added-by-admission': FOLLOWED,
  'tag-pinned': FOLLOWED,
  'tag-pinned-digest-added-later': FOLLOWED,
  'tag-pinned-restarted': FOLLOWED,
  'without-digest': FOLLOWED,
  unpinned: FOLLOWED,
  'several-containers': { app: 'followed', proxy: 'unmarked', worker: 'followed' },
  'one-of-several-drifted': { app: 'followed', worker: 'drifted' },
  'init-containers': { app: 'followed', proxy: 'unmarked', migrate: 'followed' },
  'image-volume': { app: 'followed', 'models.volume': 'followed' },
  'stateful-set': FOLLOWED,
  'daemon-set': FOLLOWED,
  'cron-job': FOLLOWED,
  'scaled-to-zero': FOLLOWED,
  'custom-rollout': { app: 'followed', proxy: 'unmarked' },
  'custom-scaled-job': { app: 'followed', proxy: 'unmarked' },
  'custom-ray-cluster': {
    'ray-head.spec.headgroupspec.template': 'followed',
    'proxy.spec.headgroupspec.template': 'unmarked',
    'ray-worker.spec.workergroupspecs.0.template': 'followed',
    'proxy.spec.workergroupspecs.0.template': 'unmarked',
    'wait.spec.workergroupspecs.0.template': 'followed',
    'models.volume.spec.workergroupspecs.0.template': 'followed',
    'ray-worker.spec.workergroupspecs.1.template': 'followed',
    'proxy.spec.workergroupspecs.1.template': 'unmarked',
    'wait.spec.workergroupspecs.1.template': 'followed',
    'models.volume.spec.workergroupspecs.1.template': 'followed',
  },
  'custom-spark-application': { 'spec.image': 'followed', 'spec.driver.image': 'followed' },
  'custom-cnpg-cluster': { 'spec.imagename': 'followed' },
  'custom-tekton-task': {
    'spec.steps.build.image': 'followed',
    'spec.steps.push.image': 'unmarked',
    'spec.steps.2.image': 'followed',
    'spec.sidecars.docker.image': 'unmarked',
    ['spec.stepTemplate.image'.toLowerCase()]: 'followed',
  },
  held: FOLLOWED,
  'held-unmarked': UNMARKED,
  'held-with-kubectl': FOLLOWED,
  released: FOLLOWED,
  'person-label-removed': UNMARKED,
  'person-label-unreadable': { app: 'unreadable' },
  'person-label-of-2099': DRIFTED,
  'person-record-removed': DRIFTED,
  'person-record-no-json': DRIFTED,
  'person-record-of-another-kind': DRIFTED,
  'person-record-unknown-keys': FOLLOWED,
  'person-record-of-a-removed-container': FOLLOWED,
  'person-record-entry-incomplete': DRIFTED,
  'person-record-time-of-2099': FOLLOWED,
  'person-record-nested-deep': FOLLOWED,
  // Its labels are not read either.
  'person-record-too-large': UNMARKED,
};

const FIXTURES = readFixtures('workloads').map(({ name, document }) => ({
  name,
  fixture: parseWorkloadFixture(document),
}));

function statuses(states: Json): Readonly<Record<string, Json | undefined>> {
  return Object.fromEntries(
    Object.entries(mapOr(states)).map(([name, state]) => [name, memberAt(state, ['status'])]),
  );
}

describe('a workload of an earlier version', () => {
  it('is there in every known shape', () => {
    const names = FIXTURES.map(({ name }) => name.replace('before-gates/', ''));
    assert.deepEqual(names, Object.keys(STATES).toSorted());
  });

  for (const { name, fixture } of FIXTURES)
    describe(name, () => {
      const { states, images, decisions } = readFixture(fixture);

      it('has the states that its containers had', () => {
        assert.deepEqual(statuses(states), STATES[name.replace('before-gates/', '')]);
        assert.partialDeepStrictEqual(states, fixture.read.states);
      });

      it('has the rows in `images` that it had', () =>
        assert.partialDeepStrictEqual(images, fixture.read.images));

      // Whether a push to a held workload is skipped or waits may change; that nothing is written may not.
      if (name.includes('/held'))
        it('is not written to by any push', () =>
          assert.equal(/"(?:update|recordOnly)"/.test(JSON.stringify(decisions)), false));
      else it('is decided as it was', () => assert.deepEqual(decisions, fixture.read.decisions));
    });

  it('would not pass as read where its record was not', () => {
    const { fixture } =
      FIXTURES.find(({ name }) => name === 'before-gates/followed') ?? assert.fail('the fixture is there');
    const { object } = fixture;
    const unread = readFixture({
      ...fixture,
      object: asObject(object, withMetadata(object, { annotations: {} })),
    });
    assert.deepEqual(statuses(unread.states), DRIFTED);
    assert.notDeepEqual(unread.decisions, fixture.read.decisions);
    assert.throws(() => assert.partialDeepStrictEqual(unread.states, fixture.read.states));
    assert.throws(() => assert.partialDeepStrictEqual(unread.images, fixture.read.images));
  });
});
