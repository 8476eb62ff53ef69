import assert from 'node:assert/strict';
import { parseRecord } from '../../lib/core/workload/applied-state.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { FaultReason } from '../../lib/core/errors/reason.ts';
import type { Outcome } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { patchWorkload, type PatchRun } from '../../lib/kubernetes/patch-workload.ts';
import type { SandboxFault } from '../../lib/sandbox/faults.ts';
import { withMetadata, type KubernetesObject } from '../../lib/sandbox/object.ts';
import { mapOr } from '../../lib/sandbox/json.ts';
import { digest, entry, push, REPOSITORY, settings, written } from '../support/builders.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  images,
  now,
  onSandbox,
  patches,
  stored,
  type SandboxCluster,
  type SandboxClusterOptions,
} from '../support/on-sandbox.ts';
import { planned, planning } from '../support/planning.ts';

const TO = `${REPOSITORY}:v1@${digest(1)}`;
const PATH = '/apis/apps/v1/namespaces/shop/deployments/web';

interface Patching extends SandboxCluster {
  readonly clock: FakeClock;
  readonly plan: WorkloadPlan;
  readonly patch: (changes?: Partial<PatchRun>) => Promise<Outcome[]>;
}

interface Planned {
  readonly push?: Push;
  readonly settings?: Settings;
}

/** Plans the push of `v1` for the workload `web`, and lets the test patch it. */
function patching<T>(
  options: SandboxClusterOptions & Planned,
  use: (patching: Patching) => Promise<T>,
): Promise<T> {
  const { push: pushed = push(), settings: configured = settings(), ...stage } = options;
  return onSandbox(stage, async ({ sandbox, cluster }) => {
    const clock = fakeClock();
    const asked = { ...planning({ push: pushed, settings: configured }), cluster };
    const plan = planned(now(sandbox), asked);
    const { signal } = new AbortController();
    const run = { ...asked, budget: { signal }, clock };
    const patch = (changes: Partial<PatchRun> = {}) => patchWorkload(plan, { ...run, ...changes });
    return use({ sandbox, cluster, clock, plan, patch });
  });
}

/** What an outcome says in a word: the result, or the reason for none. */
function words(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) =>
    'reason' in outcome ? `${outcome.container} ${outcome.reason}` : `${outcome.container} ${outcome.result}`,
  );
}

/** Another writer's change of labels, as the sandbox's fault `otherWriter` wants it. */
function labelled(labels: Readonly<Record<string, string>>) {
  return (object: KubernetesObject): KubernetesObject =>
    withMetadata(object, { labels: { ...mapOr(object.metadata['labels']), ...labels } });
}

/** Somebody else changes the workload just before the patch is applied. */
function changedBy(change: (object: KubernetesObject) => KubernetesObject | undefined, times = 1) {
  return { fault: { type: 'otherWriter', change }, times } as const;
}

describe('a patch', () => {
  const shapes = {
    'without labels and annotations': {},
    'with labels and annotations of others': {
      metadata: { labels: { team: 'a' }, annotations: { note: 'b' } },
    },
    'with labels alone': { metadata: { labels: { team: 'a' } } },
    'with annotations alone': { metadata: { annotations: { note: 'b' } } },
  };
  for (const [shape, given] of Object.entries(shapes)) {
    it(`of a workload ${shape} adds ours and keeps the others`, () =>
      patching({ objects: [given] }, async ({ sandbox, patch }) => {
        const [outcome] = await patch();
        assert.deepEqual(outcome, {
          workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
          container: 'app',
          image: `${REPOSITORY}:v1`,
          result: 'updated',
          from: `${REPOSITORY}:v1`,
          to: TO,
          effect: 'now',
          restarted: false,
          keepsOldBits: false,
          pinned: true,
        });
        const { labels, annotations } = now(sandbox);
        const { metadata } = sandbox.get('Deployment', 'shop', 'web') ?? {};
        assert.deepEqual(images(sandbox), { app: TO });
        assert.equal(labels['app.image-updater/applied'], '1000.1');
        assert.ok(annotations['image-updater/updates'] !== undefined);
        const before = stored(given).metadata;
        assert.equal(mapOr(metadata?.['labels'])['team'], mapOr(before['labels'])['team']);
        assert.equal(mapOr(metadata?.['annotations'])['note'], mapOr(before['annotations'])['note']);
      }));
  }

  it('is one JSON Patch, by the name of its writer', () =>
    patching({}, async ({ sandbox, patch }) => {
      await patch();
      assert.deepEqual(
        patches(sandbox).map(({ path, query, headers }) => [path, query, headers['content-type']]),
        [[PATH, { fieldManager: 'image-updater' }, 'application/json-patch+json']],
      );
    }));

  it('in a dry run goes all the way, stores nothing, and is only planned', () =>
    patching({}, async ({ sandbox, patch }) => {
      const before = sandbox.get('Deployment', 'shop', 'web');
      assert.deepEqual(words(await patch({ dryRun: true })), ['app planned']);
      assert.deepEqual(sandbox.get('Deployment', 'shop', 'web'), before);
      assert.deepEqual(
        patches(sandbox).map(({ query }) => query),
        [{ fieldManager: 'image-updater', dryRun: 'All' }],
      );
    }));

  it('in a dry run is refused by a webhook as the real one would be', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'webhook', webhook: 'w', message: 'no', code: 403 } });
      assert.deepEqual(words(await patch({ dryRun: true })), ['app Refused']);
    }));

  it('without an update only advances the mark, and rolls nothing', () =>
    patching(
      { objects: [{ containers: [{ name: 'app', image: TO }], metadata: written({ to: TO }) }] },
      async ({ sandbox, patch }) => {
        assert.deepEqual(words(await patch()), ['app AlreadyCurrent']);
        assert.deepEqual(images(sandbox), { app: TO });
        assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.2');
      },
    ));
});

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

describe('a patch whose answer was lost', () => {
  it('is recognised by the id of its push: updated once, patched once', () =>
    patching({}, async ({ sandbox, patch }) => {
      const { generation } = sandbox.get('Deployment', 'shop', 'web')?.metadata ?? {};
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.1');
      assert.equal(sandbox.get('Deployment', 'shop', 'web')?.metadata['generation'], Number(generation) + 1);
    }));

  it('is recognised on a connection that was used before, too', () =>
    patching({}, async ({ sandbox, cluster, patch }) => {
      const { signal } = new AbortController();
      await cluster.transport.json({ method: 'GET', path: PATH, signal });
      sandbox.fail({ fault: { type: 'lostAnswer' }, match: { reused: true } });
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.1');
    }));

  it('is recognised where the same tag was restarted, and restarts no second time', () =>
    patching({ settings: settings({ pin: 'tag' }) }, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      const [outcome] = await patch();
      assert.ok(outcome?.result === 'updated' && outcome.restarted);
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.1');
    }));

  it('is recognised after every lost answer, however many', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      sandbox.fail({ fault: { type: 'drop' }, match: { method: 'GET' }, times: 3 });
      assert.deepEqual(words(await patch()), ['app updated']);
    }));

  it('and was overtaken by a newer push is not done again', () =>
    patching({}, async ({ sandbox, patch }) => {
      const newer = `${REPOSITORY}:v1@${digest(9)}`;
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      const overtaken = stored({
        containers: [{ name: 'app', image: newer }],
        metadata: written({ to: newer, at: 9000, mark: '9000.2', push: 'm9' }),
      });
      sandbox.fail({
        fault: { type: 'otherWriter', change: (object) => (hasMark(object) ? overtaken : object) },
        times: Infinity,
      });
      assert.deepEqual(words(await patch()), ['app NotNewer']);
      assert.deepEqual(images(sandbox), { app: newer });
    }));

  it('of a workload that somebody holds since then is not made', () =>
    patching({ objects: [{ metadata: { labels: { team: 'a' } } }] }, async ({ sandbox, patch }) => {
      sandbox.fail(changedBy(labelled({ 'image-updater/hold': 'true' })));
      assert.deepEqual(words(await patch()), ['app Held']);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1` });
    }));

  it('of which one container was changed by somebody since counts for the other', () => {
    const containers = ['app', 'side'].map((name) => ({ name, image: `${REPOSITORY}:v1` }));
    return patching({ objects: [{ containers }] }, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      sandbox.fail({
        fault: {
          type: 'otherWriter',
          change: (object) =>
            hasMark(object)
              ? {
                  ...object,
                  spec: stored({ containers: [{ name: 'app', image: TO }, containers[1]] })['spec'] ?? null,
                }
              : object,
        },
        times: Infinity,
      });
      assert.deepEqual(words(await patch()), ['app updated', 'side NotNewer']);
    });
  });

  it('is reported as updated also where what is left then fails', () => {
    const containers = ['app', 'side'].map((name) => ({ name, image: `${REPOSITORY}:v1` }));
    return patching({ objects: [{ containers }] }, async ({ sandbox, patch }) => {
      let patchNumber = 0;
      const ours = { app: entry({ at: 1000, to: TO, push: 'm1', mark: '1000.1' }) };
      const half = stored({
        containers: [{ name: 'app', image: TO }, containers[1]],
        metadata: {
          labels: { 'app.image-updater/applied': '1000.1' },
          annotations: { 'image-updater/updates': JSON.stringify(ours) },
        },
      });
      const change = (object: KubernetesObject) => ((patchNumber += 1) === 1 ? half : object);
      sandbox.fail({ fault: { type: 'otherWriter', change }, times: Infinity });
      sandbox.fail({ fault: { type: 'conflict' }, times: Infinity });
      assert.deepEqual(words(await patch()), ['app updated', 'side Conflict']);
    });
  });
});

function hasMark({ metadata }: KubernetesObject): boolean {
  return Object.keys(mapOr(metadata['labels'])).some((key) => key.endsWith('image-updater/applied'));
}

/** Webhooks may choose the very codes and reasons that mean something else where the API server says them. */
const DENIALS = [
  ['401', { code: 401, reason: 'Unauthorized' }],
  ['404', { code: 404, reason: 'NotFound' }],
  ['409', { code: 409, reason: 'Conflict' }],
  ['410', { code: 410 }],
  ['422 and Invalid', { code: 422, reason: 'Invalid' }],
] as const;

describe('a patch that goes wrong', () => {
  const refusals: readonly (readonly [string, SandboxFault, FaultReason])[] = [
    ['a missing right', { type: 'forbidden', user: 'updater@p.iam' }, 'Forbidden'],
    ['a webhook that says 400', { type: 'webhook', webhook: 'w', message: 'no', code: 400 }, 'Refused'],
    ['a webhook that says 403', { type: 'webhook', webhook: 'w', message: 'no', code: 403 }, 'Refused'],
    ['a webhook that says 422', { type: 'webhook', webhook: 'w', message: 'no', code: 422 }, 'Refused'],
    ...DENIALS.map(
      ([what, status]) =>
        [
          `a webhook that says ${what}`,
          { type: 'webhook', webhook: 'w', message: 'no', ...status },
          'Refused',
        ] as const,
    ),
    ['an expired token', { type: 'expireToken' }, 'Unauthorized'],
  ];
  for (const [what, fault, reason] of refusals) {
    it(`with ${what} is ${reason}, and not tried again`, () =>
      patching({}, async ({ sandbox, clock, patch }) => {
        sandbox.fail({ fault, times: Infinity });
        assert.deepEqual(words(await patch()), [`app ${reason}`]);
        assert.equal(patches(sandbox).length, 1);
        assert.deepEqual(clock.waits, []);
        assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1` });
      }));
  }

  it('because the result would not be valid is Refused, with the words of the server', () =>
    patching(
      { objects: [{ metadata: { annotations: { big: 'x'.repeat(256 * 1024) } } }] },
      async ({ sandbox, patch }) => {
        const [outcome] = await patch();
        assert.ok(outcome?.result === 'failed' && outcome.reason === 'Refused');
        assert.match(outcome.detail, /metadata\.annotations/);
        assert.equal(patches(sandbox).length, 1);
      },
    ));

  const passing: readonly (readonly [string, SandboxFault])[] = [
    ['429', { type: 'tooManyRequests', retryAfter: '1' }],
    ['500', { type: 'serverError', code: 500 }],
    ['503', { type: 'serverError', code: 503, retryAfter: '2' }],
    ['a dropped connection', { type: 'drop' }],
  ];
  for (const [what, fault] of passing) {
    it(`with ${what} for a moment is done a moment later`, () =>
      patching({}, async ({ sandbox, patch }) => {
        sandbox.fail({ fault, match: { method: 'PATCH' }, times: 2 });
        assert.deepEqual(words(await patch()), ['app updated']);
        assert.equal(patches(sandbox).length, 3);
      }));
  }

  it('waits as long as Retry-After says', () =>
    patching({}, async ({ sandbox, clock, patch }) => {
      sandbox.fail({ fault: { type: 'tooManyRequests', retryAfter: '7' } });
      await patch();
      assert.deepEqual(clock.waits, [7000]);
    }));

  const lasting: readonly (readonly [SandboxFault, FaultReason])[] = [
    [{ type: 'tooManyRequests', retryAfter: '1' }, 'Throttled'],
    [{ type: 'serverError', code: 503 }, 'ServerError'],
    [{ type: 'drop' }, 'Unreachable'],
  ];
  for (const [fault, reason] of lasting) {
    it(`with ${fault.type} for good is ${reason}`, () =>
      patching({}, async ({ sandbox, patch }) => {
        sandbox.fail({ fault, times: Infinity });
        assert.deepEqual(words(await patch()), [`app ${reason}`]);
        assert.equal(patches(sandbox).length, 5);
      }));
  }

  it('without an answer is a Timeout', () =>
    patching({ limits: { answerMs: 20 } }, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'hang' }, times: Infinity });
      assert.deepEqual(words(await patch()), ['app Timeout']);
    }));

  const strangers: readonly (readonly [string, unknown])[] = [
    ['a sign-in page', { login: 'required' }],
    ['an empty object', {}],
    ['another workload', { kind: 'Deployment', metadata: { name: 'other' } }],
  ];
  for (const [what, body] of strangers) {
    it(`that ${what} says yes to is not believed: UnexpectedAnswer, and redelivered`, () =>
      patching({}, async ({ cluster, patch }) => {
        const answer = { status: 200, body, text: '', retryAfter: undefined, request: 'PATCH' };
        const transport = { ...cluster.transport, json: () => Promise.resolve(answer) };
        assert.deepEqual(words(await patch({ cluster: { ...cluster, transport } })), [
          'app UnexpectedAnswer',
        ]);
      }));
  }

  it('because the workload or its namespace is gone needs nothing more', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.remove('Deployment', 'shop', 'web');
      sandbox.remove('Namespace', '', 'shop');
      assert.deepEqual(words(await patch()), ['app Gone']);
    }));

  it('on a connection that died while nobody used it is sent again at once', () =>
    patching({}, async ({ sandbox, cluster, clock, patch }) => {
      const { signal } = new AbortController();
      await cluster.transport.json({ method: 'GET', path: PATH, signal });
      sandbox.fail({ fault: { type: 'drop' }, match: { reused: true }, times: Infinity });
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.deepEqual(clock.waits, []);
    }));

  it('on a connection that the server closed is sent on a new one', () =>
    patching({}, async ({ sandbox, cluster, patch }) => {
      const { signal } = new AbortController();
      await cluster.transport.json({ method: 'GET', path: PATH, signal });
      sandbox.closeIdle();
      assert.deepEqual(words(await patch()), ['app updated']);
    }));

  it('after the time is up is OutOfTime, and sends nothing', () =>
    patching({}, async ({ sandbox, patch }) => {
      assert.deepEqual(words(await patch({ budget: { signal: AbortSignal.abort() } })), ['app OutOfTime']);
      assert.equal(patches(sandbox).length, 0);
    }));

  it('where no time is left for another try says why it failed', () =>
    patching({}, async ({ sandbox, clock, patch }) => {
      sandbox.fail({ fault: { type: 'serverError', code: 503 }, times: Infinity });
      const { signal } = new AbortController();
      const outcomes = await patch({ budget: { signal, deadline: clock.now() + 1 } });
      assert.deepEqual(words(outcomes), ['app ServerError']);
      assert.equal(patches(sandbox).length, 1);
    }));
});

describe('two pushes at once for two containers of one workload', () => {
  it('lose neither record', () =>
    onSandbox({ objects: [] }, async ({ sandbox, cluster }) => {
      const containers = ['v1', 'v2'].map((tag) => ({ name: tag, image: `${REPOSITORY}:${tag}` }));
      const { signal } = new AbortController();
      for (let round = 0; round < 20; round += 1) {
        // Every other time the maps are there, and only the keys in them are tested.
        const metadata = round % 2 === 0 ? {} : { labels: { team: 'a' }, annotations: { note: 'b' } };
        sandbox.put(stored({ containers, metadata }));
        const plans = ['v1', 'v2'].map((tag) => {
          const asked = { ...planning({ push: push({ tag, id: tag }) }), cluster };
          return { asked, plan: planned(now(sandbox), asked) };
        });
        const outcomes = await Promise.all(
          plans.map(({ plan, asked }) => patchWorkload(plan, { ...asked, budget: { signal } })),
        );
        assert.deepEqual(
          outcomes
            .flat()
            .filter(({ result }) => result === 'updated')
            .map(({ container }) => container),
          ['v1', 'v2'],
        );
        const { labels } = now(sandbox);
        assert.deepEqual([...parseRecord(now(sandbox)).keys()].toSorted(), ['v1', 'v2']);
        assert.equal(labels['v1.image-updater/applied'], '1000.1');
        assert.equal(labels['v2.image-updater/applied'], '1000.1');
        sandbox.remove('Deployment', 'shop', 'web');
      }
    }));
});
