/** The server under test, and what every part of the contract does with it. */
import assert from 'node:assert/strict';
import { memberAt, isList, readJson, type Json } from '../../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../../lib/sandbox/kubernetes-object.ts';
import { failure, type ContractAnswer, type ContractServer } from '../sandbox-contract-server.ts';
import { deployment } from '../sandbox-workloads.ts';

export const DEPLOYMENTS = '/apis/apps/v1/namespaces/contract/deployments';
export const JSON_PATCH = 'application/json-patch+json';
export const REFUSED = failure(
  422,
  'the server rejected our request due to an error in our request',
  'Invalid',
  {},
);

/** The server under test, and what tests do with it. */
export interface Contract {
  readonly server: () => ContractServer;
  /** Makes a Deployment of a test's own, and gives its name. */
  readonly fresh: (metadata?: KubernetesObject['metadata']) => Promise<string>;
  readonly get: (path: string) => Promise<Json>;
  readonly patch: (
    path: string,
    operations: Json,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ContractAnswer>;
  readonly refusedPatch: (name: string, operations: Json, expected: Json) => Promise<void>;
}

/** On the server that is there once tests run. */
export function contractOf(server: () => ContractServer): Contract {
  let count = 0;

  async function fresh(metadata: KubernetesObject['metadata'] = {}): Promise<string> {
    count += 1;
    const name = `app-${count}`;
    await server().create(deployment('contract', name, 'nginx:1', metadata));
    return name;
  }

  async function get(path: string): Promise<Json> {
    const { status, text } = await server().send(path);
    assert.equal(status, 200);
    return readJson(text);
  }

  async function patch(
    path: string,
    operations: Json,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ContractAnswer> {
    const body = JSON.stringify(operations);
    return server().send(path, {
      method: 'PATCH',
      headers: { 'content-type': JSON_PATCH, ...headers },
      body,
    });
  }

  async function refusedPatch(name: string, operations: Json, expected: Json): Promise<void> {
    const { status, text } = await patch(`${DEPLOYMENTS}/${name}`, operations);
    assert.deepEqual(readJson(text), expected);
    assert.equal(status, memberAt(expected, ['code']));
  }

  return { server, fresh, get, patch, refusedPatch };
}

export function missing(name: string): Json {
  return failure(404, `deployments.apps "${name}" not found`, 'NotFound', {
    name,
    group: 'apps',
    kind: 'deployments',
  });
}

export function invalid(name: string, what: string, causes: Json): Json {
  const details = { name, group: 'apps', kind: 'Deployment', causes };
  return failure(422, `Deployment.apps "${name}" is invalid: ${what}`, 'Invalid', details);
}

/** The text at a path; empty where there is none. */
export function textAt(value: Json, path: readonly string[]): string {
  const text = memberAt(value, path);
  return typeof text === 'string' ? text : '';
}

export function items(list: Json): readonly Json[] {
  const value = memberAt(list, ['items']);
  assert.ok(isList(value));
  return value;
}

export function names(list: Json): readonly Json[] {
  return items(list).map((item) => memberAt(item, ['metadata', 'name']) ?? null);
}

export function versionOf(object: Json): number {
  return Number(memberAt(object, ['metadata', 'resourceVersion']));
}

export function parts(
  object: Json,
): Readonly<Record<'kind' | 'apiVersion' | 'name' | 'spec', Json | undefined>> {
  return {
    kind: memberAt(object, ['kind']),
    apiVersion: memberAt(object, ['apiVersion']),
    name: memberAt(object, ['metadata', 'name']),
    spec: memberAt(object, ['spec']),
  };
}
