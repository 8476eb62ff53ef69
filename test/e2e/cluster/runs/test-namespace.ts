/** A namespace of a test file's own on the shared control plane, and the product at work there as the updater. */
import assert from 'node:assert/strict';
import { collectionPath, type Kind } from '../../../../lib/core/workload/kind.ts';
import type { Cluster } from '../../../../lib/kubernetes/cluster.ts';
import { openTransport, type Transport } from '../../../../lib/kubernetes/client/transport.ts';
import type { Json } from '../../../../lib/sandbox/json.ts';
import { glob, ROLLOUT } from '../../../support/builders.ts';
import { namespaceObject } from '../../../support/sandbox-workloads.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import { kubectl } from '../kubectl.ts';
import { KINDS } from '../rollouts.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { eventually } from '../../../support/until.ts';

export { KINDS, ROLLOUT };

/** Where a file's tests are at work. */
export interface TestNamespace {
  readonly namespace: string;
  /** Looks at this namespace only, so that bindings in it suffice. */
  readonly cluster: Cluster;
  readonly close: () => void;
}

/** Makes the namespace, gives the updater its rights there, and resolves once it has them. */
export async function openTestNamespace(namespace: string): Promise<TestNamespace> {
  await create('/api/v1/namespaces', namespaceObject(namespace));
  for (const [plural, object] of Object.entries(RIGHTS))
    await create(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/${plural}`, object);
  const deployments = collectionPath(kindOf('Deployment'), namespace);
  await eventually('the right of the updater', async () => {
    const { status } = await controlPlane().request(UPDATER, 'GET', deployments);
    return status === 200;
  });
  return testNamespaceAs(UPDATER, namespace);
}

/** The product at work in a namespace that is there, as another user. */
export function testNamespaceAs(user: string, namespace: string): TestNamespace {
  const transport = transportAs(user);
  const cluster = { name: 'test', namespaces: { include: [glob(namespace)], exclude: [] }, transport };
  return { namespace, cluster, close: transport.close };
}

/** The same test namespace seen through another transport. */
export function through(
  testNamespace: TestNamespace,
  change: (transport: Transport) => Partial<Transport>,
): TestNamespace {
  const { transport } = testNamespace.cluster;
  return {
    ...testNamespace,
    cluster: { ...testNamespace.cluster, transport: { ...transport, ...change(transport) } },
  };
}

export function kindOf(name: string): Kind {
  const found = KINDS.find(({ kind }) => kind === name);
  assert.ok(found !== undefined, `${name} is a kind of these tests`);
  return found;
}

/** Makes an object, as the admin. */
export async function create(collection: string, object: Json): Promise<void> {
  const { status, text } = await controlPlane().request(ADMIN, 'POST', collection, object);
  assert.equal(status, 201, text);
}

/** What kubectl prints as the admin in the namespace; it has to end well. */
export async function ctl({ namespace }: TestNamespace, ...parameters: readonly string[]): Promise<string> {
  return ctlWith('', namespace, parameters);
}

/** The same with a manifest on its standard input. */
export async function ctlOn(
  { namespace }: TestNamespace,
  manifest: Json,
  ...parameters: readonly string[]
): Promise<string> {
  return ctlWith(JSON.stringify(manifest), namespace, [...parameters, '--filename=-']);
}

async function ctlWith(input: string, namespace: string, parameters: readonly string[]): Promise<string> {
  const run = await kubectl(controlPlane(), ADMIN, [`--namespace=${namespace}`, ...parameters], input);
  assert.equal(run.code, 0, run.stderr);
  return run.stdout;
}

function transportAs(user: string): Transport {
  const { url, ca, tokens } = controlPlane();
  const token = tokens[user] ?? assert.fail(`${user} has a token`);
  return openTransport({ server: new URL(url), tls: { ca }, token: () => Promise.resolve(token) });
}

const RBAC = 'rbac.authorization.k8s.io';
const NAME = 'image-updater';

const RIGHTS: Readonly<Record<string, Json>> = {
  roles: {
    apiVersion: `${RBAC}/v1`,
    kind: 'Role',
    metadata: { name: NAME },
    rules: KINDS.map(({ group, plural }) => ({
      apiGroups: [group],
      resources: [plural],
      verbs: ['get', 'list', 'patch'],
    })),
  },
  rolebindings: {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name: NAME },
    roleRef: { apiGroup: RBAC, kind: 'Role', name: NAME },
    subjects: [{ apiGroup: RBAC, kind: 'User', name: UPDATER }],
  },
};
