/** What a server has to offer so that the contract can be tested on it, and what its failures look like. */
import type { SandboxUser } from '../../lib/sandbox/sandbox-users.ts';
import type { Json } from '../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';

export interface ContractRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Sent instead of the administrator's token. */
  readonly token?: string;
}

export interface ContractAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Has a few rights, and is the one of whom the image-only policy speaks. */
export const LIMITED: SandboxUser & Required<Pick<SandboxUser, 'rights'>> = {
  username: 'limited@shop.iam.gserviceaccount.com',
  rights: [
    { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['get', 'list'] },
    {
      apiGroups: ['apps'],
      resources: ['deployments'],
      verbs: ['get', 'list', 'patch'],
      namespace: 'contract',
    },
  ],
};

/** A server under test that serves Argo Rollouts too. */
export interface ContractServer {
  /** The administrator, in the group `system:masters`. */
  readonly admin: string;
  /** As the administrator. */
  send(path: string, request?: ContractRequest): Promise<ContractAnswer>;
  create(object: KubernetesObject): Promise<unknown>;
  /** The name of a user who may do nothing, and a request as that user. */
  readonly forbiddenUser: string;
  sendForbidden(path: string, request?: ContractRequest): Promise<ContractAnswer>;
  /** A request as {@link LIMITED}. */
  sendLimited(path: string, request?: ContractRequest): Promise<ContractAnswer>;
  /** From now on every `continue` given out so far is too old. */
  expireContinueTokens(): Promise<void>;
  close(): Promise<void>;
}

/** A `Status` as it is answered with. */
export function failure(
  code: number,
  message: string,
  reason: string,
  details?: Json,
): { readonly [key: string]: Json } {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return details === undefined ? status : { ...status, details };
}
