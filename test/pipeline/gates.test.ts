/** Gates on a sandbox: a push that waits at its delivery is applied by a later run of reconcile. */
import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Rule, Settings } from '../../lib/core/settings.ts';
import { digest, REPOSITORY, settings, written } from '../support/builders.ts';
import { toRequest, type Sent } from '../support/deliveries.ts';
import { handleRequest } from '../support/handle-request.ts';
import {
  images,
  onSandbox,
  patches,
  type SandboxCluster,
  type SandboxClusterOptions,
} from '../support/on-sandbox.ts';

const HOUR = 3_600_000;
const PUSHED = Date.parse('2026-11-30T12:00:00Z');
const OWN = { project: 'updater', topic: 'image-updater-reconcile' };
const REPLAY = { project: 'updater', topic: 'image-updater-replay' };
const OLD = `${REPOSITORY}:v1`;
const NEW = `${OLD}@${digest(1)}`;
const signal = new AbortController().signal;

describe('a push and the gates of its container', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: PUSHED, toFake: ['Date'] });
  });
  afterEach(() => clock.restore());

  /** With a listing in which the tag has the pushed digest. */
  const send = (
    { cluster }: SandboxCluster,
    message: Pick<Sent, 'payload' | 'topic'> & Partial<Pick<Sent, 'attributes'>>,
    { uploadedAt = PUSHED, ...changes }: Partial<Settings> & { readonly uploadedAt?: number },
  ) => {
    const receivedAt = Date.now();
    const publishTime = new Date(message.topic === REPLAY ? receivedAt : PUSHED).toISOString();
    const image = { repository: REPOSITORY, tag: 'v1', digest: digest(1), uploadedAt };
    return handleRequest(
      toRequest('push', { id: '7', publishTime, attributes: {}, receivedAt, ...message }),
      {
        settings: settings({ reconcileTopic: OWN, ownTopics: [REPLAY], ...changes }),
        sources: [{ name: 'test', find: () => Promise.resolve({ clusters: [cluster], missing: [] }) }],
        listTags: (repositories) => Promise.resolve([{ repositories: [...repositories], images: [image] }]),
      },
      signal,
    );
  };
  const push = JSON.stringify({ action: 'INSERT', tag: OLD, digest: `${REPOSITORY}@${digest(1)}` });
  const deliver = (stage: SandboxCluster, rules: readonly Partial<Rule>[]) =>
    send(
      stage,
      { payload: push, topic: { project: 'shop', topic: 'gcr' } },
      { rules: rules.map((rule) => ({ enforce: false, ...rule })) },
    );
  const reconcile = (stage: SandboxCluster, rules: readonly Partial<Rule>[]) =>
    send(
      stage,
      { payload: '{"task":"reconcile"}', topic: OWN },
      { rules: rules.map((rule) => ({ enforce: false, ...rule })) },
    );

  const evening = { days: ['mon'], from: 18 * 60, to: 20 * 60, timeZone: 'UTC' } as const;
  const TABLE: readonly (readonly [
    title: string,
    SandboxClusterOptions,
    readonly Partial<Rule>[],
    hours: number,
  ])[] = [
    ['of the minimum age', {}, [{ minimumAge: 2 * HOUR }], 2],
    ['of a window', {}, [{ windows: [evening] }], 6],
    ['of both, the later one', {}, [{ minimumAge: 7 * HOUR }, { windows: [evening] }], 7],
    [
      'of its annotation',
      { objects: [{ metadata: { annotations: { 'image-updater/minimum-age': '3h' } } }] },
      [],
      3,
    ],
  ];
  for (const [title, options, rules, hours] of TABLE)
    it(`waits, and is applied by the first run after the opening ${title}`, () =>
      onSandbox(options, async (stage) => {
        const result = await deliver(stage, rules);
        assert.ok(result.status === 'completed');
        assert.deepEqual(
          result.report.clusters.flatMap(({ skipped }) => skipped.map(({ reason }) => reason)),
          ['NoTick'],
        );
        clock.setSystemTime(PUSHED + hours * HOUR - 1);
        await reconcile(stage, rules);
        assert.deepEqual([images(stage.sandbox), patches(stage.sandbox).length], [{ app: OLD }, 0]);
        clock.setSystemTime(PUSHED + hours * HOUR);
        await reconcile(stage, rules);
        assert.deepEqual(images(stage.sandbox), { app: NEW });
      }));

  it('is applied at once if they pass', () =>
    onSandbox({}, async (stage) => {
      clock.setSystemTime(PUSHED + HOUR);
      await deliver(stage, [{ minimumAge: HOUR }]);
      assert.deepEqual(images(stage.sandbox), { app: NEW });
    }));

  it('is not found by reconcile if its digest was uploaded before the last applied push; a replay with its time is applied', () => {
    const running = `${OLD}@${digest(9)}`;
    const metadata = written({ to: running, at: PUSHED - 1, mark: `${PUSHED - 1}.1`, digest: digest(9) });
    const rules = [{ minimumAge: HOUR, enforce: false }];
    return onSandbox(
      { objects: [{ metadata, containers: [{ name: 'app', image: running }] }] },
      async (stage) => {
        const moved = { rules, uploadedAt: PUSHED - 24 * HOUR };
        await deliver(stage, rules);
        clock.setSystemTime(PUSHED + HOUR);
        await send(stage, { payload: '{"task":"reconcile"}', topic: OWN }, moved);
        assert.deepEqual(images(stage.sandbox), { app: running });
        const attributes = { 'image-updater-published-at': String(PUSHED) };
        await send(stage, { payload: push, topic: REPLAY, attributes }, { rules });
        assert.deepEqual(images(stage.sandbox), { app: NEW });
      },
    );
  });

  it('waits for ever while the annotation cannot be parsed', () =>
    onSandbox(
      { objects: [{ metadata: { annotations: { 'image-updater/minimum-age': 'soon' } } }] },
      async (stage) => {
        const result = await deliver(stage, []);
        assert.ok(result.status === 'completed');
        assert.deepEqual(
          result.report.clusters.flatMap(({ skipped }) => skipped.map(({ reason }) => reason)),
          ['InvalidGate'],
        );
        clock.setSystemTime(PUSHED + 1000 * HOUR);
        await reconcile(stage, []);
        assert.equal(patches(stage.sandbox).length, 0);
      },
    ));
});
