/** Takes each right of the role away in turn: what breaks, how the report says it, and what a redelivery fixes. */
import assert from 'node:assert/strict';
import { table } from 'table';
import { BUILT_IN_KINDS, type Kind } from '../../../../lib/core/workload/kind.ts';
import type { Push } from '../../../../lib/core/event/push.ts';
import { REASONS } from '../../../../lib/core/errors/reason.ts';
import type { ClusterReport } from '../../../../lib/core/report/report.ts';
import type { Transport } from '../../../../lib/kubernetes/client/transport.ts';
import type { KubernetesObject } from '../../../../lib/sandbox/kubernetes-object.ts';
import { digest, push, REPOSITORY } from '../../../support/builders.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import { createAll, readManifests, replace, withoutRight } from './manifests.ts';
import {
  runUpdate,
  LATER,
  makeNamespace,
  makeWorkload,
  startOwnCluster,
  rightsAre,
  type OwnCluster,
} from './own-cluster.ts';

const VERBS = ['get', 'list', 'patch'] as const;
type Verb = (typeof VERBS)[number];

const NAMESPACE = 'verbs';

/** Follows every push, whatever somebody set by hand. */
const FOLLOWS = { annotations: { 'image-updater/policy': 'any' }, labels: { app: 'web' } };

/** What went wrong in a run: the reason, and where the report says it was. */
interface Trouble {
  readonly reason: string;
  readonly where: string;
}

interface Row {
  readonly right: string;
  readonly quiet: string;
  readonly changed: string;
  readonly redelivered: string;
}

describe('a role that lacks one right', () => {
  let ownCluster: OwnCluster;
  let role: KubernetesObject;
  const rows: Row[] = [];
  let count = 0;

  before(async function () {
    this.timeout(30_000);
    ownCluster = await startOwnCluster();
    const [clusterRole, binding, ...rest] = await readManifests('cluster-wide.yaml', UPDATER);
    assert.ok(clusterRole !== undefined && binding !== undefined && rest.length === 0);
    role = clusterRole;
    await createAll(ownCluster.controlPlane, [clusterRole, binding]);
    await makeNamespace(ownCluster, NAMESPACE);
    for (const kind of BUILT_IN_KINDS)
      await makeWorkload(ownCluster, kind, { namespace: NAMESPACE, metadata: FOLLOWS });
  });
  after(async () => {
    await ownCluster.close();
    console.log(tableOf(rows));
  });

  it('may, whole, update every kind, also one that was changed meanwhile', async () => {
    await rightsAre(ownCluster, () => false);
    const quiet = await runUpdate(ownCluster, nextPush());
    const changed = await runUpdate(ownCluster, nextPush(), { transport: changing(ownCluster) });
    assert.deepEqual([troublesOf(quiet), quiet.updated.length], [[], 4]);
    assert.deepEqual([troublesOf(changed), changed.updated.length], [[], 4]);
    rows.push({ right: 'all rights', quiet: tell(quiet), changed: tell(changed), redelivered: '' });
  });

  for (const kind of BUILT_IN_KINDS) {
    for (const verb of VERBS) {
      it(`${verb} on ${kind.plural}: only what needs it is left, and a redelivery with the right fixes it`, async () => {
        await replace(ownCluster.controlPlane, withoutRight(role, verb, kind.plural));
        await rightsAre(ownCluster, (right) => right.verb === verb && right.resource === kind.plural);
        const quiet = await runUpdate(ownCluster, nextPush());
        const last = nextPush();
        const changed = await runUpdate(ownCluster, last, { transport: changing(ownCluster) });
        await replace(ownCluster.controlPlane, role);
        await rightsAre(ownCluster, () => false);
        const redelivered = await runUpdate(ownCluster, last);

        const trouble = { reason: 'Forbidden', where: whereOf(verb, kind) };
        assert.equal(REASONS.Forbidden.kind, 'transient');
        // Reading one workload is for those that were changed between the list and the patch.
        assert.deepEqual(troublesOf(quiet), verb === 'get' ? [] : [trouble]);
        assert.deepEqual(troublesOf(changed), [trouble]);
        assert.ok(
          detailsOf(changed).every((text) => text.includes(`cannot ${verb} resource "${kind.plural}"`)),
        );
        const others = BUILT_IN_KINDS.map((each) => each.kind).filter((each) => each !== kind.kind);
        assert.deepEqual(kindsOf(quiet), verb === 'get' ? BUILT_IN_KINDS.map((each) => each.kind) : others);
        assert.deepEqual(kindsOf(changed), others);
        assert.deepEqual([troublesOf(redelivered), kindsOf(redelivered)], [[], [kind.kind]]);
        rows.push({
          right: `${verb} ${kind.plural}`,
          quiet: tell(quiet),
          changed: tell(changed),
          redelivered: tell(redelivered),
        });
      });
    }
  }

  function nextPush(): Push {
    count += 1;
    return push({
      tag: `v${count}`,
      digest: digest(count % 10),
      publishedAt: LATER + count,
      id: `m${count}`,
    });
  }
});

/** Somebody changes each workload after it was listed and before it is patched for the first time. */
function changing(ownCluster: OwnCluster): Transport {
  const changed = new Set<string>();
  const { transport, controlPlane } = ownCluster;
  return {
    ...transport,
    json: async (request) => {
      if (request.method === 'PATCH' && !changed.has(request.path)) {
        changed.add(request.path);
        const kind = BUILT_IN_KINDS.find(({ plural }) => request.path.includes(`/${plural}/`));
        assert.ok(kind !== undefined);
        const image = `/${kind.podTemplate.join('/')}/spec/containers/0/image`;
        const byHand = [{ op: 'replace', path: image, value: `${REPOSITORY}:by-hand` }];
        const { status, text } = await controlPlane.request(ADMIN, 'PATCH', request.path, byHand);
        assert.equal(status, 200, text);
      }
      return transport.json(request);
    },
  };
}

function whereOf(verb: Verb, { plural, kind }: Kind): string {
  return verb === 'list' ? `list ${plural}` : `${kind} ${NAMESPACE}/web app`;
}

function troublesOf({ faults, failed }: ClusterReport): Trouble[] {
  return [
    ...faults.map(({ reason, where }) => ({ reason, where })),
    ...failed.map(({ reason, workload: { kind, namespace, name }, container }) => ({
      reason,
      where: `${kind} ${namespace}/${name} ${container}`,
    })),
  ];
}

function detailsOf({ faults, failed }: ClusterReport): string[] {
  return [...faults, ...failed].map(({ detail }) => detail);
}

function kindsOf({ updated }: ClusterReport): string[] {
  return updated.map(({ workload }) => workload.kind);
}

function tell(report: ClusterReport): string {
  const troubles = troublesOf(report).map(({ reason, where }) => `${reason}: ${where}`);
  return [...troubles, `${report.updated.length} updated`].join('; ');
}

function tableOf(rows: readonly Row[]): string {
  const head = [
    'taken away',
    'what the report says',
    'the same, workloads changed between list and patch',
    'redelivered, right given back',
  ];
  const cells = rows.map(({ right, quiet, changed, redelivered }) => [right, quiet, changed, redelivered]);
  return table([head, ...cells], { drawHorizontalLine: (index, count) => index <= 1 || index === count });
}
