/** Users of the server under test, and what they send. */
import type { Json } from '../../../lib/sandbox/json.ts';
import type { ContractRequest, ContractServer } from '../sandbox-contract-server.ts';

export const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
export const MAY = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
export const WHO_AM_I = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/contract/deployments';

export type Send = ContractServer['send'];

/** The server under test, and how its users call it. */
export interface Callers {
  readonly serverOf: () => ContractServer;
  readonly asAdmin: Send;
  readonly asLimited: Send;
  readonly asNobody: Send;
}

export function patchOf(operations: Json): ContractRequest {
  const headers = { 'content-type': 'application/json-patch+json' };
  return { method: 'PATCH', headers, body: JSON.stringify(operations) };
}

export function posted(body: Json, headers: Readonly<Record<string, string>> = {}): ContractRequest {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
