import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { responseStatus, type EventResult } from '../../lib/core/report/event-result.ts';
import { handleRequest } from '../support/handle-request.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import type { UpdateContext } from '../../lib/pipeline/context.ts';
import { REPOSITORY } from '../support/builders.ts';
import { onSandbox, stored, type SandboxCluster } from '../support/on-sandbox.ts';
import { updateContext } from './fan-out-builders.ts';
import { signal, event, request, delivered, keeping } from './fanning-out.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const ATTEMPTS = 30;

/** What a run is of. */
interface Scene {
  /** For each cluster: the entry that it belongs to, the policy and tag that run there, and how often it refuses. */
  readonly clusters: readonly {
    readonly entry: number;
    readonly policy: string;
    readonly tag: string;
    readonly refusals: number;
  }[];
  /** How often each entry cannot tell its clusters at first. */
  readonly unknown: readonly number[];
  /** How many of the first messages are not taken. */
  readonly untaken: number;
  readonly pushes: readonly { readonly tag: string; readonly digit: number; readonly time: number }[];
}

const TAGS = ['1.0.0', '1.0.1', '2.0.0'];

const scenes: fc.Arbitrary<Scene> = fc.record({
  clusters: fc.array(
    fc.record({
      entry: fc.nat({ max: 2 }),
      policy: fc.constantFrom('same-tag', 'any', 'semver:^1', 'never'),
      tag: fc.constantFrom(...TAGS),
      refusals: fc.nat({ max: 2 }),
    }),
    { maxLength: NAMES.length },
  ),
  unknown: fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
  untaken: fc.nat({ max: 3 }),
  pushes: fc.array(
    fc.record({
      tag: fc.constantFrom(...TAGS),
      digit: fc.integer({ min: 1, max: 9 }),
      time: fc.integer({ min: 1000, max: 1005 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

describe('in place and fanned out', () => {
  const onAll = async (
    names: readonly string[],
    use: (stages: readonly SandboxCluster[]) => Promise<void>,
  ): Promise<void> => {
    const [name, ...more] = names;
    if (name === undefined) return use([]);
    return onSandbox({}, ({ sandbox, cluster }) =>
      onAll(more, (stages) => use([{ sandbox, cluster: { ...cluster, name } }, ...stages])),
    );
  };

  it('end in the same state, whatever refuses at first and how often', () =>
    onAll(NAMES, (here) =>
      onAll(NAMES, async (there) => {
        let shares = 0;
        await fc.assert(
          fc.asyncProperty(scenes, async (scene) => {
            await inPlace(scene, setUp(scene, here));
            shares += await fannedOut(scene, setUp(scene, there));
            assert.deepEqual(there.map(stateOf), here.map(stateOf));
          }),
          { numRuns: 40 },
        );
        assert.ok(shares > 40, `only ${shares} shares in all runs`);
      }),
    ));
});

/** Puts the stages into the state in which a scene begins, and gives what works on them. */
function setUp({ clusters, unknown }: Scene, stages: readonly SandboxCluster[]): UpdateContext {
  for (const [index, { sandbox }] of stages.entries()) {
    sandbox.heal();
    sandbox.remove('Deployment', 'shop', 'web');
    const { policy = 'any', tag = '1.0.0', refusals = 0 } = clusters[index] ?? {};
    const metadata = { annotations: { 'image-updater/policy': policy } };
    sandbox.put(stored({ containers: [{ name: 'app', image: `${REPOSITORY}:${tag}` }], metadata }));
    sandbox.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' }, times: refusals });
  }
  const sources = unknown.map((times, number): ClusterSource => {
    const mine = stages.filter((_, index) => clusters[index]?.entry === number).map(({ cluster }) => cluster);
    let left = times;
    return {
      name: `entry ${number}`,
      find: () => {
        left -= 1;
        if (left >= 0) return Promise.reject(new UpdaterError('ForbiddenByIam', 'x'));
        return Promise.resolve({ clusters: mine, missing: [] });
      },
    };
  });
  return updateContext(...sources);
}

/** Delivers until nobody asks for a redelivery, as Pub/Sub does. */
async function deliver(once: () => Promise<EventResult>): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) if (responseStatus(await once()) === 204) return;
  assert.fail('redelivered for ever');
}

async function inPlace(scene: Scene, updater: UpdateContext): Promise<void> {
  for (const [index, { tag, digit, time }] of scene.pushes.entries())
    await deliver(() => handleRequest(request(event(tag, digit), `m${index}`, time), updater, signal));
}

/** The same, with a publisher that hands each message to who does shares, once the event is over. */
async function fannedOut(scene: Scene, updater: UpdateContext): Promise<number> {
  let [untaken, shares] = [scene.untaken, 0];
  for (const [index, { tag, digit, time }] of scene.pushes.entries()) {
    const { messages, fanOut } = keeping(() => {
      untaken -= 1;
      return untaken >= 0 ? { fault: new UpdaterError('NoTopic', 'x') } : { id: '1' };
    });
    await deliver(() =>
      handleRequest(request(event(tag, digit), `m${index}`, time), { ...updater, fanOut }, signal),
    );
    shares += messages.length;
    await Promise.all(
      messages.map((message, number) =>
        deliver(() => handleRequest(delivered(message, number), updater, signal)),
      ),
    );
  }
  return shares;
}

/** All that an update may have changed. */
function stateOf({ sandbox }: SandboxCluster): unknown {
  const { metadata, spec } = sandbox.get('Deployment', 'shop', 'web') ?? assert.fail();
  return {
    labels: metadata['labels'],
    annotations: metadata['annotations'],
    generation: metadata['generation'],
    spec,
  };
}
