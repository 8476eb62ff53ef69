import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { memberAt } from '../../../lib/sandbox/json.ts';
import { BUILT_IN, formatApiVersion } from '../../../lib/sandbox/resources.ts';
import type { SandboxRight } from '../../../lib/sandbox/rights.ts';
import { asObject, metaText, type KubernetesObject } from '../../../lib/sandbox/kubernetes-object.ts';
import { describeContract } from '../../support/sandbox-contract.ts';
import { LIMITED, type ContractServer } from '../../support/sandbox-contract-server.ts';
import { deployment, namespaceObject, ROLLOUTS } from '../../support/sandbox-workloads.ts';
import { apiClient } from '../../support/control-plane/api-client.ts';
import {
  ADMIN,
  startControlPlane,
  UPDATER,
  type ControlPlane,
} from '../../support/control-plane/control-plane.ts';
import { createAll, readManifests } from './rights/manifests.ts';
import { installRollouts } from './rollouts.ts';
import { controlPlane } from '../../support/control-plane/shared-control-plane.ts';
import { createObject } from './objects.ts';

/** One of its own: without controllers nobody but the tests changes objects. */
async function apiServerUnderTest(): Promise<ContractServer> {
  const own = await startControlPlane({
    assets: controlPlane().assets,
    controllers: false,
    users: { [LIMITED.username]: [] },
  });
  await installRollouts(own);
  await limit(own);
  const client = apiClient(own.url, own.ca);
  const sendAs =
    (user: string): ContractServer['send'] =>
    async (path, request = {}) => {
      const { status, headers, text } = await client.send(path, { token: own.tokens[user], ...request });
      const texts = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
      return { status, headers: new Headers(texts), text };
    };
  return {
    admin: ADMIN,
    send: sendAs(ADMIN),
    create: async (object) => {
      const { status, text } = await own.request(ADMIN, 'POST', collectionOf(object), object);
      assert.ok(status === 201 || isThere(object, status), text);
    },
    forbiddenUser: UPDATER,
    sendForbidden: sendAs(UPDATER),
    sendLimited: sendAs(LIMITED.username),
    expireContinueTokens: () => own.expireContinueTokens(),
    close: async () => {
      client.close();
      await own.stop();
    },
  };
}

/** A namespace may be made before the tests make it: that of a role. */
function isThere({ kind }: KubernetesObject, status: number): boolean {
  return kind === 'Namespace' && status === 409;
}

/** Rights and policy, and waits until they hold. */
async function limit(own: ControlPlane): Promise<void> {
  const [everywhere = [], named = []] = [undefined, 'contract'].map((place) =>
    LIMITED.rights.filter(({ namespace }) => namespace === place),
  );
  const namespace = namespaceObject('contract');
  await createObject(own, collectionOf(namespace), namespace);
  await createAll(own, withRules(await readManifests('cluster-wide.yaml', LIMITED.username), everywhere));
  await createAll(
    own,
    withRules(await readManifests('namespaced.yaml', LIMITED.username, 'contract'), named),
  );
  await createAll(own, await readManifests('image-only-policy.yaml', LIMITED.username));
  await untilGuarded(own);
}

/** The manifests with other rules in the role. */
function withRules(
  manifests: readonly KubernetesObject[],
  rights: readonly SandboxRight[],
): KubernetesObject[] {
  const rules = rights.map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs }));
  return manifests.map((object) => ('rules' in object ? asObject(object, { ...object, rules }) : object));
}

const POLL_MS = 50;

/** Tries on a workload of its own, that is gone in the end. */
async function untilGuarded(own: ControlPlane): Promise<void> {
  const trial = deployment('contract', 'trial');
  const path = `${collectionOf(trial)}/trial`;
  await createObject(own, collectionOf(trial), trial);
  const patch = [{ op: 'add', path: '/spec/paused', value: true }];
  for (;;) {
    const answer = await own.request(LIMITED.username, 'PATCH', `${path}?dryRun=All`, patch);
    if (answer.status === 422 && memberAt(answer.json(), ['details', 'name']) === 'trial') break;
    await sleep(POLL_MS);
  }
  assert.equal((await own.request(ADMIN, 'DELETE', path)).status, 200);
}

/** The path under which the object is made. */
function collectionOf(object: KubernetesObject): string {
  const resource = [...BUILT_IN, ROLLOUTS].find(
    (row) => row.kind === object.kind && formatApiVersion(row) === object.apiVersion,
  );
  assert.ok(resource !== undefined);
  const root = resource.group === '' ? '/api' : '/apis';
  const namespace = resource.namespaced ? `/namespaces/${metaText(object, 'namespace')}` : '';
  return `${root}/${object.apiVersion}${namespace}/${resource.plural}`;
}

describeContract('the real API server keeps the contract', apiServerUnderTest);
