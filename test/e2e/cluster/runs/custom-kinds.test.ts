import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectionPath } from '../../../../lib/core/workload/kind.ts';
import { parseWorkload } from '../../../../lib/core/workload/workload.ts';
import type { ClusterReport } from '../../../../lib/core/report/report.ts';
import { memberAt, readJson, type Json } from '../../../../lib/sandbox/json.ts';
import { policy } from '../../../support/builders.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import { CUSTOM_KINDS, customDefinition, customObject, readKind } from '../../../support/custom-kinds.ts';
import { eventually } from '../../../support/until.ts';
import { imageFor, message, repositoryOf, runUpdate, wordsOf } from './messages.ts';
import { create, openTestNamespace, type TestNamespace } from './test-namespace.ts';
import { objectAt } from './workloads.ts';

const REPOSITORY = repositoryOf('custom-kinds');
const IMAGE = `${REPOSITORY}:v1`;
const RBAC = 'rbac.authorization.k8s.io';

describe('a push to a kind of the configuration, on the real server', () => {
  let testNamespace: TestNamespace;

  before(async () => {
    for (const { row } of CUSTOM_KINDS) await define(customDefinition(row));
    testNamespace = await openTestNamespace('custom-kinds');
    await grant(testNamespace.namespace);
    for (const { row } of CUSTOM_KINDS) {
      const collection = collectionPath(readKind(row), testNamespace.namespace);
      for (const user of [ADMIN, UPDATER])
        await eventually(`${row.plural}.${row.group} for ${user}`, async () => {
          return (await controlPlane().request(user, 'GET', collection)).status === 200;
        });
    }
  });
  after(() => testNamespace?.close());

  for (const [index, custom] of CUSTOM_KINDS.entries())
    it(`changes the images of a ${custom.row.kind} of ${custom.row.group} and nothing else of its spec: ${custom.effect}`, async () => {
      const kind = readKind(custom.row);
      const collection = collectionPath(kind, testNamespace.namespace);
      await create(collection, jsonOf(customObject(custom, testNamespace.namespace, IMAGE)));
      const sent = message(REPOSITORY, (index % 9) + 1);
      const run = (): Promise<ClusterReport> => runUpdate(testNamespace, sent, { kinds: [kind] });
      const report = await run();
      assert.deepEqual([...new Set(wordsOf(report))], ['updated']);
      assert.deepEqual(
        report.updated.map(({ effect }) => effect),
        report.updated.map(() => custom.effect),
      );
      const object = await objectAt(`${collection}/web`);
      assert.deepEqual(memberAt(object, ['spec']), jsonOf(custom.spec(imageFor(sent))));
      assert.deepEqual([...new Set(wordsOf(await run()))], ['alreadyApplied']);
    });

  for (const custom of CUSTOM_KINDS.filter(({ row }) => row.images ?? row.podTemplates))
    it(`keeps all images of a ${custom.row.kind} where another manager wrote one after the push`, async () => {
      const { namespace } = testNamespace;
      const kind = readKind(custom.row);
      const name = `late-${custom.row.plural}`;
      const repository = repositoryOf(name);
      const object = customObject(custom, namespace, `${repository}:v0`, name);
      const collection = collectionPath(kind, namespace);
      await create(collection, jsonOf(object));
      const path = `${collection}/${name}`;
      const sent = { ...message(repository, 1), at: await between() };
      const { containers } = parseWorkload(kind, object) ?? assert.fail('a workload');
      const images = containers.filter(({ image }) => image.startsWith(repository));
      const [first = assert.fail('an image')] = images;
      const patch = [{ op: 'replace', path: first.pointer, value: `${repository}:v1` }];
      const { status } = await controlPlane().request(ADMIN, 'PATCH', `${path}?fieldManager=ci`, patch);
      assert.equal(status, 200);
      const before = memberAt(await objectAt(path), ['spec']);
      const anyTag = { kinds: [kind], policy: policy('any') };
      const report = await runUpdate(testNamespace, sent, anyTag);
      assert.deepEqual(report.updated, []);
      assert.ok(wordsOf(report).includes('NotNewer'));
      assert.deepEqual(memberAt(await objectAt(path), ['spec']), before);

      const next = { ...message(repository, 2), at: await between() };
      const { updated } = await runUpdate(testNamespace, next, anyTag);
      assert.equal(updated.length, images.length);
    });
});

/** Resolves in another second, with a time between those of what was done before and is done after. */
async function between(): Promise<number> {
  await sleep(1100);
  const time = Date.now();
  await sleep(1100);
  return time;
}

function jsonOf(value: unknown): Json {
  return readJson(JSON.stringify(value)) ?? assert.fail('JSON');
}

/** Another test file may have defined the kind already. */
async function define(definition: Json): Promise<void> {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const { status, text } = await controlPlane().request(ADMIN, 'POST', path, definition);
  assert.ok([201, 409].includes(status), text);
}

async function grant(namespace: string): Promise<void> {
  const path = `/apis/${RBAC}/v1/namespaces/${namespace}`;
  const metadata = { name: 'custom-kinds' };
  const rules = CUSTOM_KINDS.map(({ row: { group, plural } }) => ({
    apiGroups: [group],
    resources: [plural],
    verbs: ['get', 'list', 'patch'],
  }));
  await create(`${path}/roles`, { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules });
  await create(`${path}/rolebindings`, {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: RBAC, kind: 'Role', name: metadata.name },
    subjects: [{ apiGroup: RBAC, kind: 'User', name: UPDATER }],
  });
}
