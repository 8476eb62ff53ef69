/** Who is calling: users by the bearer token that their requests carry. */
import type { Holder } from './rights.ts';

/** Somebody whom the server knows. */
export interface SandboxUser extends Holder {
  /** Beside `system:authenticated`, where everybody is whom the server knows. */
  readonly groups?: readonly string[];
}

/** Who is let in. With neither the server is open to everybody, with or without a token. */
export interface SandboxUsers {
  /** By bearer token. */
  readonly users?: Readonly<Record<string, SandboxUser>> | undefined;
  /** Further bearer tokens, each as good as that of {@link PROXY_USER}. */
  readonly tokens?: readonly string[] | undefined;
}

/** Whoever calls an open server: behind `kubectl proxy` that is the user of the kubeconfig, here that of kubeadm's. */
export const PROXY_USER: SandboxUser = { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins'] };

/** Knows the users, and which tokens have expired. */
export class Callers {
  /** Undefined where the server is open. */
  readonly #users: ReadonlyMap<string, SandboxUser> | undefined;
  readonly #expired = new Set<string>();

  constructor({ users, tokens }: SandboxUsers) {
    const admins = (tokens ?? []).map((token): [string, SandboxUser] => [token, PROXY_USER]);
    const isOpen = users === undefined && tokens === undefined;
    this.#users = isOpen ? undefined : new Map([...admins, ...Object.entries(users ?? {})]);
  }

  /** From now on the token is not good any more. */
  expire(token: string): void {
    this.#expired.add(token);
  }

  /** Undefined: answered with 401, no token included, as where anonymous authentication is off. */
  find(token: string | undefined): SandboxUser | undefined {
    if (token !== undefined && this.#expired.has(token)) return undefined;
    if (this.#users === undefined) return PROXY_USER;
    return token === undefined ? undefined : this.#users.get(token);
  }
}

/** All groups of a user, as the server itself counts them. */
export function allGroups({ groups = [] }: SandboxUser): readonly string[] {
  return [...groups, 'system:authenticated'];
}
