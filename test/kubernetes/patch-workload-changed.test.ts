import assert from 'node:assert/strict';
import { digest, REPOSITORY, settings, written } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { patches, stored } from '../support/on-sandbox.ts';
import { TO, patching, words, labelled, changedBy } from './patching.ts';

describe('a workload that changed since it was scanned', () => {
  const cases: Readonly<
    Record<string, { readonly changed: Parameters<typeof stored>[0]; readonly says: readonly string[] }>
  > = {
    'and is held now is left alone': {
      changed: { metadata: { ...written(), labels: { 'image-updater/hold': 'true' } } },
      says: ['app Held'],
    },
    'and runs the pushed bits now has them recognised': {
      changed: { containers: [{ name: 'app', image: TO }] },
      says: ['app AlreadyCurrent'],
    },
    'and got the same bits by another message has them recognised, not claimed': {
      changed: {
        containers: [{ name: 'app', image: TO }],
        metadata: written({ to: TO, at: 1000, mark: '1000.1', push: 'other' }),
      },
      says: ['app AlreadyCurrent'],
    },
    'and runs another tag now is decided by that one': {
      changed: { containers: [{ name: 'app', image: `${REPOSITORY}:v2` }] },
      says: ['app OtherTag'],
    },
    'and got a newer push meanwhile keeps it': {
      changed: {
        containers: [{ name: 'app', image: `${REPOSITORY}:v1@${digest(9)}` }],
        metadata: written({ to: `${REPOSITORY}:v1@${digest(9)}`, at: 9000, mark: '9000.1' }),
      },
      says: ['app NotNewer'],
    },
    'and follows no pushes now is left alone': {
      changed: {
        containers: [{ name: 'app', image: `${REPOSITORY}:v1` }],
        metadata: { ...written(), annotations: { 'image-updater/policy': 'never' } },
      },
      says: ['app Never'],
    },
    'in what does not matter is patched all the same': {
      changed: { metadata: written(), containers: [{ name: 'app', image: `${REPOSITORY}:v1` }] },
      says: ['app updated'],
    },
  };
  for (const [title, { changed, says }] of Object.entries(cases)) {
    it(title, () =>
      patching({}, async ({ sandbox, patch }) => {
        sandbox.fail(changedBy(() => stored(changed)));
        assert.deepEqual(words(await patch()), says);
      }),
    );
  }

  it('waits where a window of its gate has closed meanwhile', () => {
    const window = { days: ['thu'], from: 0, to: 10, timeZone: 'UTC' } as const;
    const configured = settings({ rules: [{ windows: [window], enforce: false }] });
    return patching({ settings: configured, now: 599_999 }, async ({ sandbox, patch }) => {
      sandbox.fail(changedBy(labelled({ 'app.image-updater/applied': '1.1' })));
      assert.deepEqual(words(await patch()), ['app NoTick']);
    });
  });

  it('is reported once for each container, also where the new decision is about others', () => {
    const two = [
      { name: 'app', image: `${REPOSITORY}:v1` },
      { name: 'side', image: `${REPOSITORY}:v1` },
    ];
    const never = { 'side.image-updater/policy': 'never' };
    return patching(
      { objects: [{ containers: two, metadata: { annotations: never } }] },
      async ({ sandbox, patch }) => {
        sandbox.fail(
          changedBy(() =>
            stored({ containers: two, metadata: { annotations: { a: 'b' }, labels: written().labels } }),
          ),
        );
        assert.deepEqual(words(await patch()), ['app updated', 'side updated']);
      },
    );
  });

  it('and lost the container leaves nothing to say of it', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(changedBy(() => stored({ containers: [{ name: 'other', image: 'nginx:1' }] })));
      assert.deepEqual(words(await patch()), []);
    }));

  it('and is gone needs nothing more', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(changedBy(() => undefined));
      assert.deepEqual(words(await patch()), ['app Gone']);
    }));

  it('is tried again after growing waits, and patched in the end', () =>
    patching({}, async ({ sandbox, clock, patch }) => {
      sandbox.fail({ fault: { type: 'conflict' }, times: 3 });
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.deepEqual(clock.waits, [10, 20, 40]);
      assert.equal(patches(sandbox).length, 4);
    }));

  it('each time is a Conflict for the next delivery', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'conflict' }, times: Infinity });
      assert.deepEqual(words(await patch()), ['app Conflict']);
      assert.equal(patches(sandbox).length, 6);
    }));

  it('before the last try, so that nothing is left to do, is no Conflict', () =>
    patching({}, async ({ sandbox, patch }) => {
      let patchNumber = 0;
      sandbox.fail(
        changedBy((object) => {
          patchNumber += 1;
          return patchNumber < 6 ? object : labelled({ 'image-updater/hold': '' })(object);
        }, Infinity),
      );
      sandbox.fail({ fault: { type: 'conflict' }, times: Infinity });
      assert.deepEqual(words(await patch()), ['app Held']);
    }));

  it('cannot be read again where the time is up', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'conflict' } });
      const controller = new AbortController();
      const clock = fakeClock();
      const sleep = () => {
        controller.abort();
        return Promise.reject(new Error('aborted'));
      };
      const outcomes = await patch({ budget: { signal: controller.signal }, clock: { ...clock, sleep } });
      assert.deepEqual(words(outcomes), ['app OutOfTime']);
    }));

  it('cannot be read again without the right to', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'conflict' } });
      sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'GET' } });
      assert.deepEqual(words(await patch()), ['app Forbidden']);
    }));
});
