/**
 * Several processes handle events of one repository at the same time, on workloads of a real API server whose
 * controllers write to them as well. `RACE_SCHEDULES=2000 RACE_SEED=7` looks longer, or at one run again.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import pLimit from 'p-limit';
import { BUILT_IN_KINDS, collectionPath, type Kind } from '../../../lib/core/workload/kind.ts';
import { readContainerState } from '../../../lib/core/workload/applied-state.ts';
import { memberAt } from '../../../lib/sandbox/json.ts';
import { digest, kind } from '../../support/builders.ts';
import { ADMIN } from '../../support/control-plane/control-plane.ts';
import { watchHistory, type History, type State } from './races/history.ts';
import { startInstances, type Instances } from './races/instances.ts';
import { caseOf, CONTAINERS, PROCESSES, schedules, type Schedule } from './races/schedule.ts';
import { controlPlane } from '../../support/control-plane/shared-control-plane.ts';
import { createObject } from './objects.ts';
import { containerImages } from '../../support/container-images.ts';
import { NAMESPACE, prepare, objectOf, bodyOf } from './races/racing-workloads.ts';
import { imagesOf, checkContainer, checkRollouts } from './races/check-history.ts';

const SCHEDULES = Number(process.env['RACE_SCHEDULES'] ?? 200);
/** So many schedules run side by side, each on a repository of its own. */
const TOGETHER = 5;
/** After the creation of every workload. */
const LATER = Date.UTC(2100, 0, 1);

const SEED = process.env['RACE_SEED'];

/** How often deliveries met. */
interface Meetings {
  conflicts: number;
  redelivered: number;
}

/** Delivers as Pub/Sub does: again, to whichever process, until the answer is 204. */
async function deliverAll(
  { deliveries, atOnce }: Pick<Schedule, 'atOnce' | 'deliveries'>,
  repository: string,
  instances: Instances,
): Promise<Meetings> {
  const seen = { conflicts: 0, redelivered: 0 };
  const limits = Array.from({ length: PROCESSES }, () => pLimit(atOnce));
  const until204 = async (body: string, first: number): Promise<void> => {
    for (let instance = first; ; instance = (instance + 1) % PROCESSES) {
      const answer = await limits[instance]?.(() => instances.deliver(instance, body));
      assert.ok(answer !== undefined);
      seen.conflicts += answer.conflicts;
      if (answer.status === 204) return assert.deepEqual(answer.reasons, []);
      assert.deepEqual(new Set(answer.reasons), new Set(['Conflict']));
      seen.redelivered += 1;
    }
  };
  await Promise.all(deliveries.map(({ push, process: to }) => until204(bodyOf(push, repository), to)));
  return seen;
}

/** The states of a workload up to now. */
async function historyOf(history: History, row: Kind, name: string): Promise<readonly State[]> {
  const path = `${collectionPath(row, NAMESPACE)}/${name}`;
  const now = await controlPlane().request(ADMIN, 'GET', path);
  const version = memberAt(now.json(), ['metadata', 'resourceVersion']);
  assert.ok(typeof version === 'string', now.text);
  return history.until(row, name, version);
}

async function race(
  schedule: Schedule,
  number: number,
  instances: Instances,
  history: History,
): Promise<Meetings> {
  const repository = `europe-docker.pkg.dev/shop/images/race-${number}`;
  const racers = schedule.racers.map((racer, index) => ({
    racer,
    row: kind(racer.kind),
    name: `race-${number}-${index}`,
  }));
  const pathOf = ({ row, name }: (typeof racers)[number]) => `${collectionPath(row, NAMESPACE)}/${name}`;
  await Promise.all(
    racers.map(({ racer, row, name }) =>
      createObject(controlPlane(), collectionPath(row, NAMESPACE), objectOf(racer, repository, name)),
    ),
  );
  try {
    const seen = await deliverAll(schedule, repository, instances);
    for (const each of racers) {
      const states = await historyOf(history, each.row, each.name);
      each.racer.policies.forEach((policy, index) =>
        checkContainer(CONTAINERS[index] ?? '', caseOf(policy), { ...schedule, repository }, states),
      );
      checkRollouts(each.racer, states);
    }
    return seen;
  } finally {
    await Promise.all(racers.map((each) => controlPlane().request(ADMIN, 'DELETE', pathOf(each))));
  }
}

describe('events of one repository, handled at once by several processes', () => {
  let instances: Instances;
  let history: History;

  before(async () => {
    await prepare();
    instances = startInstances(PROCESSES, controlPlane(), NAMESPACE);
    history = await watchHistory(controlPlane(), BUILT_IN_KINDS, NAMESPACE);
  });

  after(async () => {
    await instances.stop();
    await history.stop();
    await controlPlane().request(ADMIN, 'DELETE', `/api/v1/namespaces/${NAMESPACE}`);
  });

  it(`end where the law says, with no lost update and one rollout a digest, in ${SCHEDULES} schedules`, async function () {
    this.timeout(0);
    let number = 0;
    let conflicts = 0;
    // A list waits for the API server to catch up with etcd, and several wait no longer than one.
    const together = fc.array(schedules, { minLength: TOGETHER, maxLength: TOGETHER });
    const property = fc.asyncProperty(together, async (drawn) => {
      const races = drawn.map((schedule) => race(schedule, (number += 1), instances, history));
      for (const seen of await Promise.all(races)) conflicts += seen.conflicts;
    });
    // A race does not happen again because its schedule does: nothing is shrunk.
    await fc.assert(property, {
      numRuns: Math.ceil(SCHEDULES / TOGETHER),
      endOnFailure: true,
      ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    });
    assert.ok(conflicts > 0, 'some of them met');
  });

  for (const name of ['Deployment', 'StatefulSet']) {
    it(`on many containers of one ${name} lose none, whoever has to be delivered again`, async function () {
      this.timeout(0);
      const row = kind(name);
      const repository = `europe-docker.pkg.dev/shop/images/${row.plural}`;
      const tags = Array.from({ length: 32 }, (_, index) => `v${index}`);
      const app = { app: 'many' };
      const containers = tags.map((tag) => ({ name: tag, image: `${repository}:${tag}` }));
      const spec = {
        selector: { matchLabels: app },
        template: { metadata: { labels: app }, spec: { containers } },
        replicas: 0,
        ...(name === 'StatefulSet' ? { serviceName: 'x' } : {}),
      };
      const metadata = { name: 'many', namespace: NAMESPACE };
      await createObject(controlPlane(), collectionPath(row, NAMESPACE), { metadata, spec });
      const pushes = tags.map((tag, index) => ({ tag, digest: digest(1), publishedAt: LATER + index }));
      const deliveries = pushes.map((push, index) => ({ push, process: index % PROCESSES }));
      const { redelivered } = await deliverAll({ deliveries, atOnce: tags.length }, repository, instances);
      const states = await historyOf(history, row, 'many');
      const { workload } = states.at(-1) ?? assert.fail('it was there');
      for (const { tag, publishedAt } of pushes) {
        const state = readContainerState(workload, tag, containerImages(workload)[tag] ?? '');
        assert.ok(state.status === 'followed', tag);
        assert.deepEqual([state.entry.at, state.mark.count], [publishedAt, 1]);
        assert.equal(imagesOf(states, tag).length, 2);
      }
      assert.ok(redelivered > 0, 'some were redelivered');
    });
  }
});
