/**
 * Several processes handle events of one repository at the same time, on workloads of a real API server whose
 * controllers write to them as well. `RACE_SCHEDULES=2000 RACE_SEED=7` looks longer, or at one run again.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import pLimit from 'p-limit';
import { BUILT_IN_KINDS, collectionPath, type Kind } from '../../../lib/core/workload/kind.ts';
import { stateOf } from '../../../lib/core/workload/applied-state.ts';
import { policyAnnotationOf, type Workload } from '../../../lib/core/workload/workload.ts';
import { at, type Json } from '../../../lib/sandbox/json.ts';
import { requestOf } from '../../support/deliveries.ts';
import { digest, kind } from '../../support/builders.ts';
import { ADMIN, UPDATER } from '../../support/control-plane/control-plane.ts';
import { watchHistory, type History, type State } from './races/history.ts';
import { startInstances, type Instances } from './races/instances.ts';
import {
  caseOf,
  CONTAINERS,
  DEFAULT_POLICY,
  lastOf,
  PROCESSES,
  schedules,
  type Case,
  type PushedTag,
  type Racer,
  type Schedule,
} from './races/schedule.ts';
import { controlPlane } from '../../support/control-plane/shared-control-plane.ts';

const NAMESPACE = 'races';
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

async function made(path: string, object: Json): Promise<void> {
  const { status, text } = await controlPlane().request(ADMIN, 'POST', path, object);
  assert.equal(status, 201, text);
}

async function prepare(): Promise<void> {
  const metadata = { name: 'races', namespace: NAMESPACE };
  const rights = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}`;
  await made('/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  const verbs = ['get', 'list', 'patch'];
  await made(`${rights}/roles`, {
    metadata,
    rules: BUILT_IN_KINDS.map(({ group, plural }) => ({ apiGroups: [group], resources: [plural], verbs })),
  });
  await made(`${rights}/rolebindings`, {
    metadata,
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: UPDATER }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'races' },
  });
}

/** A repository for each schedule, and a workload for each racer. */
function objectOf({ kind: name, policies }: Racer, repository: string, called: string): Json {
  const annotations = Object.fromEntries(
    policies.flatMap((policy, index) =>
      policy === DEFAULT_POLICY ? [] : [[policyAnnotationOf(CONTAINERS[index] ?? ''), policy]],
    ),
  );
  const app = { app: 'racer' };
  const containers = policies.map((policy, index) => ({
    name: CONTAINERS[index] ?? '',
    image: `${repository}:${caseOf(policy).start}`,
  }));
  const restartPolicy = name === 'CronJob' ? 'OnFailure' : 'Always';
  const template = { metadata: { labels: app }, spec: { restartPolicy, containers } };
  const metadata = {
    name: called,
    namespace: NAMESPACE,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  if (name === 'CronJob')
    return { metadata, spec: { schedule: '0 3 1 1 *', suspend: true, jobTemplate: { spec: { template } } } };
  const spec = { selector: { matchLabels: app }, template };
  if (name === 'DaemonSet') return { metadata, spec };
  return {
    metadata,
    spec: { ...spec, replicas: 0, ...(name === 'StatefulSet' ? { serviceName: 'x' } : {}) },
  };
}

function bodyOf({ tag, digest: bits, publishedAt }: PushedTag, repository: string): string {
  const payload = JSON.stringify({
    action: 'INSERT',
    digest: `${repository}@${bits}`,
    tag: `${repository}:${tag}`,
  });
  const { body } = requestOf('push', {
    payload,
    id: `${tag}/${bits}/${publishedAt}`,
    publishTime: new Date(publishedAt).toISOString(),
    attributes: {},
    topic: { project: 'shop', topic: 'gcr' },
    receivedAt: publishedAt,
  });
  return Buffer.from(body).toString();
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

/** The images of a container in the order in which it had them. */
function imagesOf(history: readonly State[], container: string): string[] {
  const images = history.map(({ workload }) => imageOf(workload, container));
  return images.filter((image, index) => image !== images[index - 1]);
}

function imageOf({ containers }: Workload, name: string): string {
  return containers.find((container) => container.name === name)?.image ?? '';
}

function digestOf(image: string): string {
  return image.split('@')[1] ?? '';
}

/** The container is where the law says; nothing of what was written about it is lost; no bits came twice. */
function checkContainer(
  name: string,
  followed: Case,
  { pushes }: Schedule,
  repository: string,
  history: readonly State[],
): void {
  const { workload } = history.at(-1) ?? assert.fail('it was there');
  const image = imageOf(workload, name);
  const state = stateOf(workload, name, image);
  const { start, orderedBy } = followed;
  const last = lastOf(followed, pushes);
  if (last === undefined) {
    assert.deepEqual([image, state.status], [`${repository}:${start}`, 'unmarked']);
    return;
  }
  assert.equal(digestOf(image), last.digest);
  if (orderedBy === 'version') assert.equal(image, `${repository}:${last.tag}@${last.digest}`);
  assert.ok(state.status === 'followed', `the record of ${name} speaks of what runs`);
  assert.deepEqual([state.entry.digest, state.entry.at], [last.digest, last.publishedAt]);
  const [first, ...applied] = imagesOf(history, name);
  assert.equal(first, `${repository}:${start}`);
  assert.equal(new Set(applied.map(digestOf)).size, applied.length, applied.join('\n'));
}

/** Both containers are changed by one patch, so that a digest that both take up rolls the workload once. */
function checkRollouts({ kind: name, policies }: Racer, history: readonly State[]): void {
  const templates = history
    .map(({ template }) => template)
    .filter((template, index, every) => template !== every[index - 1]);
  const digests = new Set(
    CONTAINERS.flatMap((container) => imagesOf(history, container).slice(1).map(digestOf)),
  );
  const rollouts = templates.length - 1;
  if (policies[0] === policies[1]) assert.equal(rollouts, digests.size);
  // Of a Deployment it counts annotations too.
  if (name !== 'Deployment') assert.equal(history.at(-1)?.generation, templates.length);
}

/** The states of a workload up to now. */
async function historyOf(history: History, row: Kind, name: string): Promise<readonly State[]> {
  const path = `${collectionPath(row, NAMESPACE)}/${name}`;
  const now = await controlPlane().request(ADMIN, 'GET', path);
  const version = at(now.json(), ['metadata', 'resourceVersion']);
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
      made(collectionPath(row, NAMESPACE), objectOf(racer, repository, name)),
    ),
  );
  try {
    const seen = await deliverAll(schedule, repository, instances);
    for (const each of racers) {
      const states = await historyOf(history, each.row, each.name);
      each.racer.policies.forEach((policy, index) =>
        checkContainer(CONTAINERS[index] ?? '', caseOf(policy), schedule, repository, states),
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
      await made(collectionPath(row, NAMESPACE), { metadata, spec });
      const pushes = tags.map((tag, index) => ({ tag, digest: digest(1), publishedAt: LATER + index }));
      const deliveries = pushes.map((push, index) => ({ push, process: index % PROCESSES }));
      const { redelivered } = await deliverAll({ deliveries, atOnce: tags.length }, repository, instances);
      const states = await historyOf(history, row, 'many');
      const { workload } = states.at(-1) ?? assert.fail('it was there');
      for (const { tag, publishedAt } of pushes) {
        const state = stateOf(workload, tag, imageOf(workload, tag));
        assert.ok(state.status === 'followed', tag);
        assert.deepEqual([state.entry.at, state.mark.count], [publishedAt, 1]);
        assert.equal(imagesOf(states, tag).length, 2);
      }
      assert.ok(redelivered > 0, 'some were redelivered');
    });
  }
});
