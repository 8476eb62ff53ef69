/** What the updater can not do, with the role for the whole cluster and with that for named namespaces. */
import assert from 'node:assert/strict';
import { BUILT_IN_KINDS, type Kind } from '../../../../lib/core/workload/kind.ts';
import type { ClusterReport } from '../../../../lib/core/report/report.ts';
import { memberAt, isList, type Json } from '../../../../lib/sandbox/json.ts';
import { push } from '../../../support/builders.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import { kubectl } from '../kubectl.ts';
import { needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { boundsIn } from './bounds.ts';
import { createAll, readManifests, rulesOf } from './manifests.ts';
import {
  runUpdate,
  LATER,
  makeNamespace,
  makeWorkload,
  mayUpdater,
  startOwnCluster,
  rightsAre,
  type OwnCluster,
} from './own-cluster.ts';

const KINDS = BUILT_IN_KINDS.map((each) => each.kind);
const PLURALS = BUILT_IN_KINDS.map(({ plural }) => plural);

function describeBounds(ownCluster: () => OwnCluster, namespace: string): void {
  for (const { what, right, method, path, body, headers } of boundsIn(namespace)) {
    it(`can not ${what}`, async () => {
      const answer = await ownCluster().controlPlane.send(UPDATER, method, path, { body, headers });
      assert.equal(answer.status, 403);
      assert.equal(memberAt(answer.json(), ['reason']), 'Forbidden');
      assert.equal(await mayUpdater(ownCluster(), right), false);
    });
  }
}

/** The rules that the API server itself counts up for the updater in a namespace, beside those of every user. */
async function grantedRules({ controlPlane }: OwnCluster, namespace: string): Promise<Json[]> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace },
  };
  const place = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
  const answer = await controlPlane.request(UPDATER, 'POST', place, review);
  const rules = memberAt(answer.json(), ['status', 'resourceRules']);
  assert.ok(isList(rules));
  return rules.filter((rule) => !groupsOf(rule).every((group) => group.endsWith('.k8s.io')));
}

function groupsOf(rule: Json): string[] {
  const groups = memberAt(rule, ['apiGroups']);
  return isList(groups) ? groups.map(String) : [];
}

function faultsOf({ faults }: ClusterReport): string[] {
  return faults.map(({ reason, where }) => `${reason}: ${where}`);
}

function updatedIn({ updated }: ClusterReport): string[] {
  return updated.map(({ workload }) => `${workload.kind} ${workload.namespace}`);
}

function pathsOf(kinds: readonly string[], namespace: string): string[] {
  return kinds.map((each) => `${each} ${namespace}`);
}

async function makeAll(ownCluster: OwnCluster, namespace: string): Promise<void> {
  await makeNamespace(ownCluster, namespace);
  const { status } = await ownCluster.controlPlane.request(
    ADMIN,
    'POST',
    `/api/v1/namespaces/${namespace}/secrets`,
    {
      metadata: { name: 'key' },
      stringData: { key: 'secret' },
    },
  );
  assert.equal(status, 201);
  for (const each of BUILT_IN_KINDS) await makeWorkload(ownCluster, each, { namespace });
}

describe('the updater with the role for a cluster', () => {
  let ownCluster: OwnCluster;

  before(async function () {
    this.timeout(30_000);
    ownCluster = await startOwnCluster();
    await makeAll(ownCluster, 'bounds');
    await createAll(ownCluster.controlPlane, await readManifests('cluster-wide.yaml', UPDATER));
    await rightsAre(ownCluster, () => false);
  });
  after(() => ownCluster.close());

  it('has the rights of the manifest, and no other', async () => {
    const [role] = await readManifests('cluster-wide.yaml', UPDATER);
    assert.ok(role !== undefined);
    const granted = await grantedRules(ownCluster, 'bounds');
    assert.deepEqual(rulesOf({ ...role, rules: granted }), rulesOf(role));
    assert.deepEqual(
      rulesOf(role).flatMap(({ resources }) => resources),
      PLURALS,
    );
  });

  describeBounds(() => ownCluster, 'bounds');

  it('is seen by kubectl as it is', async function () {
    needKubectl(this);
    const mayI = async (...question: readonly string[]) => {
      const { stdout } = await kubectl(ownCluster.controlPlane, ADMIN, [
        'auth',
        'can-i',
        ...question,
        `--as=${UPDATER}`,
      ]);
      return stdout.trim();
    };
    assert.equal(await mayI('patch', 'deployments.apps', '--all-namespaces'), 'yes');
    assert.equal(await mayI('get', 'secrets', '--namespace=bounds'), 'no');
  });
});

describe('the updater with the read-only role', () => {
  let ownCluster: OwnCluster;

  before(async function () {
    this.timeout(30_000);
    ownCluster = await startOwnCluster();
    await makeAll(ownCluster, 'bounds');
    await createAll(ownCluster.controlPlane, await readManifests('read-only.yaml', UPDATER));
    await rightsAre(ownCluster, ({ verb }) => verb !== 'list');
  });
  after(() => ownCluster.close());

  it('has the rights of the manifest, and no other', async () => {
    const [role] = await readManifests('read-only.yaml', UPDATER);
    assert.ok(role !== undefined);
    const granted = await grantedRules(ownCluster, 'bounds');
    assert.deepEqual(rulesOf({ ...role, rules: granted }), rulesOf(role));
  });

  it('reports every update in observe mode, without a fault', async () => {
    const report = await runUpdate(ownCluster, push({ publishedAt: LATER }), {
      settings: { mode: 'observe' },
    });
    assert.deepEqual([report.faults, report.failed], [[], []]);
    assert.deepEqual(new Set(report.updated.map(({ result }) => result)), new Set(['planned']));
    assert.deepEqual(updatedIn(report).toSorted(), pathsOf(KINDS, 'bounds').toSorted());
  });

  it('updates nothing in apply mode', async () => {
    const report = await runUpdate(ownCluster, push({ publishedAt: LATER }));
    assert.deepEqual(updatedIn(report), []);
    assert.deepEqual(new Set(report.failed.map(({ reason }) => reason)), new Set(['Forbidden']));
  });

  describeBounds(() => ownCluster, 'bounds');
});

describe('the updater with roles in two namespaces', () => {
  let ownCluster: OwnCluster;

  before(async function () {
    this.timeout(30_000);
    ownCluster = await startOwnCluster();
    for (const namespace of ['team-a', 'team-b', 'team-c']) await makeAll(ownCluster, namespace);
    for (const namespace of ['team-a', 'team-b']) {
      await createAll(ownCluster.controlPlane, await readManifests('namespaced.yaml', UPDATER, namespace));
      await rightsAre(ownCluster, () => false, namespace);
    }
  });
  after(() => ownCluster.close());

  it('has the rights of the manifest there, and none elsewhere', async () => {
    const [role] = await readManifests('namespaced.yaml', UPDATER, 'team-a');
    assert.ok(role !== undefined);
    for (const namespace of ['team-a', 'team-b']) {
      const granted = await grantedRules(ownCluster, namespace);
      assert.deepEqual(rulesOf({ ...role, rules: granted }), rulesOf(role));
    }
    assert.deepEqual(await grantedRules(ownCluster, 'team-c'), []);
    await rightsAre(ownCluster, () => true);
  });

  it('updates the namespaces that are named, with no right beyond them', async () => {
    const namespaces = ['team-a', 'team-b'];
    const report = await runUpdate(ownCluster, push({ publishedAt: LATER }), { namespaces });
    assert.deepEqual([report.faults, report.failed], [[], []]);
    assert.deepEqual(
      updatedIn(report).toSorted(),
      namespaces.flatMap((namespace) => pathsOf(KINDS, namespace)).toSorted(),
    );
  });

  it('can not serve a glob, which is a list of the whole cluster', async () => {
    const report = await runUpdate(ownCluster, push({ publishedAt: LATER + 1 }), { namespaces: ['team-*'] });
    assert.deepEqual(
      faultsOf(report),
      PLURALS.map((plural) => `Forbidden: list ${plural}`),
    );
    assert.deepEqual(updatedIn(report), []);
  });

  it('does its work in the others where one namespace has no role', async () => {
    const second = push({ publishedAt: LATER + 2, id: 'm2', digest: `sha256:${'2'.repeat(64)}` });
    const report = await runUpdate(ownCluster, second, { namespaces: ['team-a', 'team-c'] });
    assert.deepEqual(
      faultsOf(report),
      PLURALS.map((plural) => `Forbidden: list ${plural} in team-c`),
    );
    assert.deepEqual(updatedIn(report), pathsOf(KINDS, 'team-a'));
  });

  describeBounds(() => ownCluster, 'team-a');

  for (const each of BUILT_IN_KINDS) {
    it(`can not touch ${each.plural} elsewhere`, async () => {
      for (const method of ['GET', 'PATCH']) assert.equal(await statusOf(method, each), 403);
    });
  }

  it('asks for the version as every user may, and needs not even that', async () => {
    const { controlPlane } = ownCluster;
    const version = async () => (await controlPlane.request(UPDATER, 'GET', '/version')).status;
    assert.equal(await version(), 200);
    for (const name of ['system:public-info-viewer', 'system:discovery']) {
      const binding = `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${name}`;
      assert.equal((await controlPlane.request(ADMIN, 'DELETE', binding)).status, 200);
    }
    while ((await version()) !== 403);
    const fresh = ownCluster.open();
    const third = push({ publishedAt: LATER + 3, id: 'm3', digest: `sha256:${'3'.repeat(64)}` });
    const report = await runUpdate(ownCluster, third, { namespaces: ['team-b'], transport: fresh });
    fresh.close();
    assert.deepEqual([report.faults, updatedIn(report)], [[], pathsOf(KINDS, 'team-b')]);
  });

  async function statusOf(method: string, each: Kind): Promise<number> {
    const place = `/apis/${each.group}/${each.version}/namespaces/team-c/${each.plural}/web`;
    const body = method === 'PATCH' ? [] : undefined;
    return (await ownCluster.controlPlane.request(UPDATER, method, place, body)).status;
  }
});
