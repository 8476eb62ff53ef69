/** Access tokens that are known before anybody asks for them: a sandbox wants to know its users when it starts. */
import assert from 'node:assert/strict';
import type { SandboxUser } from '../../../lib/sandbox/sandbox-users.ts';
import { BOTH_SCOPES, type Holder, type Tokens } from '../../support/google-tokens.ts';

export interface PreparedTokens extends Tokens {
  /** Who holds each of them, as a GKE cluster sees it. */
  readonly users: Readonly<Record<string, SandboxUser>>;
}

type Rights = NonNullable<SandboxUser['rights']>;

/** How often each member can ask for one. */
const EACH = 10;

/** For these members, as IAM writes them, with their rights in all clusters. */
export function prepareTokens(members: Readonly<Record<string, Rights>>): PreparedTokens {
  const users = new Map<string, SandboxUser>();
  const stocks = new Map<string, string[]>();
  for (const [index, [member, rights]] of Object.entries(members).entries()) {
    stocks.set(member, stocked(`named-${index}`, { username: nameOf(member), rights }, users));
    stocks.set(
      `${member} without e-mail`,
      stocked(`unnamed-${index}`, { username: '1234', rights: [] }, users),
    );
  }
  const issued: string[] = [];
  const holders = new Map<string, Holder>();
  const issue = (holder: Holder): string => {
    const isNamed = BOTH_SCOPES.every((scope) => holder.scopes.includes(scope));
    const stock = stocks.get(isNamed ? holder.member : `${holder.member} without e-mail`);
    const token = stock?.shift() ?? assert.fail(`no token is left for ${holder.member}`);
    issued.push(token);
    holders.set(token, holder);
    return token;
  };
  return {
    lifetime: 3600,
    users: Object.fromEntries(users),
    issued,
    issue,
    holderOf: (authorization) => holders.get(authorization?.replace(/^Bearer /, '') ?? ''),
    revoke: (token) => void holders.delete(token),
  };
}

/** `serviceAccount:E-MAIL` is called by the e-mail, and a principal of a pool as IAM calls it. */
export function nameOf(member: string): string {
  return member.replace(/^(?:serviceAccount|user):/, '');
}

function stocked(name: string, user: SandboxUser, users: Map<string, SandboxUser>): string[] {
  const tokens = Array.from({ length: EACH }, (_, index) => `ya29.s3cret-${name}-${index}`);
  for (const token of tokens) users.set(token, user);
  return tokens;
}
