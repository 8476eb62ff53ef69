/** Authenticates users by the bearer tokens of their requests. */
import type { Holder } from './rights.ts';

/** A known user. */
export interface SandboxUser extends Holder {
  /** In addition to `system:authenticated`, which every known user has. */
  readonly groups?: readonly string[];
}

/** The known users. With neither users nor tokens the server is open to everybody, with or without a token. */
export interface SandboxUsers {
  /** By bearer token. */
  readonly users?: Readonly<Record<string, SandboxUser>> | undefined;
  /** Further bearer tokens of {@link PROXY_USER}. */
  readonly tokens?: readonly string[] | undefined;
}

/** The user of an open server: with `kubectl proxy` that of the kubeconfig, here that of kubeadm. */
export const PROXY_USER: SandboxUser = { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins'] };

/** The users and the expired tokens. */
export class Callers {
  /** Undefined if the server is open. */
  readonly #users: ReadonlyMap<string, SandboxUser> | undefined;
  readonly #expired = new Set<string>();

  constructor({ users, tokens }: SandboxUsers) {
    const admins = (tokens ?? []).map((token): [string, SandboxUser] => [token, PROXY_USER]);
    const isOpen = users === undefined && tokens === undefined;
    this.#users = isOpen ? undefined : new Map([...admins, ...Object.entries(users ?? {})]);
  }

  /** Expires the token. */
  expire(token: string): void {
    this.#expired.add(token);
  }

  /** Undefined: answered with 401, also without a token, like with disabled anonymous authentication. */
  find(token: string | undefined): SandboxUser | undefined {
    if (token !== undefined && this.#expired.has(token)) return undefined;
    if (this.#users === undefined) return PROXY_USER;
    return token === undefined ? undefined : this.#users.get(token);
  }
}

/** All groups of a user, including those that the server adds. */
export function allGroups({ groups = [] }: SandboxUser): readonly string[] {
  return [...groups, 'system:authenticated'];
}
