import assert from 'node:assert/strict';
import { BUILT_IN, apiVersionOf } from '../../lib/sandbox/resources.ts';
import { metaText, type KubernetesObject } from '../../lib/sandbox/object.ts';
import {
  describeContract,
  type ContractAnswer,
  type ContractRequest,
  type ContractServer,
} from '../sandbox/contract.ts';
import { ROLLOUTS } from '../sandbox/workloads.ts';
import { apiClient } from './api-client.ts';
import { ADMIN, startControlPlane, UPDATER } from './control-plane.ts';
import { installRollouts } from './rollouts.ts';
import { controlPlane } from './shared.ts';

/** One of its own: without controllers nobody but the tests changes objects. */
async function apiServerUnderTest(): Promise<ContractServer> {
  const own = await startControlPlane({ assets: controlPlane().assets, controllers: false });
  await installRollouts(own);
  const client = apiClient(own.url, own.ca);
  const send = async (path: string, request: ContractRequest, user: string): Promise<ContractAnswer> => {
    const { status, headers, text } = await client.send(path, { token: own.tokens[user], ...request });
    const texts = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    return { status, headers: new Headers(texts), text };
  };
  return {
    send: (path, request = {}) => send(path, request, ADMIN),
    create: async (object) => {
      const { status, text } = await own.request(ADMIN, 'POST', collectionOf(object), object);
      assert.equal(status, 201, text);
    },
    forbiddenUser: UPDATER,
    sendForbidden: (path, request = {}) => send(path, request, UPDATER),
    expireContinueTokens: () => own.expireContinueTokens(),
    close: async () => {
      client.close();
      await own.stop();
    },
  };
}

/** The path under which the object is made. */
function collectionOf(object: KubernetesObject): string {
  const resource = [...BUILT_IN, ROLLOUTS].find(
    (row) => row.kind === object.kind && apiVersionOf(row) === object.apiVersion,
  );
  assert.ok(resource !== undefined);
  const root = resource.group === '' ? '/api' : '/apis';
  const namespace = resource.namespaced ? `/namespaces/${metaText(object, 'namespace')}` : '';
  return `${root}/${object.apiVersion}${namespace}/${resource.plural}`;
}

describeContract('the real API server keeps the contract', apiServerUnderTest);
