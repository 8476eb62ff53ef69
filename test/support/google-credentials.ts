/** What tests of identities share: all of Google's servers at once, and identities that ask them. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import type { TokenRequest } from '../../lib/google-auth/default-credentials.ts';
import { googleIdentities, type GoogleIdentity } from '../../lib/google-auth/google-identity.ts';
import { inFolder, type Folder } from './temporary-folder.ts';
import { rejectsWith } from './rejects-with.ts';
import { withIamCredentials, type IamCredentials } from './iam-credentials.ts';
import { withMetadataServer, type MetadataServer } from './metadata-server.ts';
import { withSts, type Sts } from './sts.ts';
import { withTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';
import { newTokens, type Tokens } from './google-tokens.ts';
import { withEnvironment } from './with-environment.ts';

export interface Google {
  readonly tokens: Tokens;
  readonly metadata: MetadataServer;
  readonly endpoint: TokenEndpoint;
  readonly sts: Sts;
  readonly iam: IamCredentials;
  readonly folder: Folder;
}

/** Runs all of it while `use` runs. */
export async function withGoogle<T>(use: (google: Google) => Promise<T>): Promise<T> {
  const tokens = newTokens();
  return inFolder((folder) =>
    withMetadataServer(tokens, (metadata) =>
      withTokenEndpoint(tokens, (endpoint) =>
        withSts(tokens, (sts) =>
          withIamCredentials(tokens, (iam) => use({ tokens, metadata, endpoint, sts, iam, folder })),
        ),
      ),
    ),
  );
}

export type Identities = (impersonate?: string) => GoogleIdentity;

/** Identities in an environment of these variables, and of IAM Credentials on loopback. */
export function identitiesIn<T>(
  { iam }: Google,
  variables: Readonly<Record<string, string>>,
  use: (identities: Identities) => Promise<T>,
  asking: Partial<TokenRequest> = {},
): Promise<T> {
  return withEnvironment({ ...iam.environment, ...variables }, (environment) => {
    const identities = googleIdentities(environment, asking);
    return use((impersonate) => identities(impersonate));
  });
}

/** Identities out of a file of credentials. */
export async function identitiesFrom<T>(
  google: Google,
  content: unknown,
  use: (identities: Identities, file: string) => Promise<T>,
  asking: Partial<TokenRequest> = {},
): Promise<T> {
  const file = await google.folder.write('credentials.json', content);
  const variables = { GOOGLE_APPLICATION_CREDENTIALS: file };
  return identitiesIn(google, variables, (identities) => use(identities, file), asking);
}

export const { signal } = new AbortController();
export const WANTED = { forceRefresh: false, signal } as const;
export const RENEWED = { forceRefresh: true, signal } as const;

/** The fault, which has to be of this reason, and without a secret in all that it holds. */
export async function refusedWith(reason: ErrorReason, work: Promise<unknown>): Promise<UpdaterError> {
  const fault = await rejectsWith(reason, work);
  const all = inspect(fault, { depth: Infinity, showHidden: true });
  assert.doesNotMatch(all, /s3cret|BEGIN PRIVATE KEY|assertion|ya29/i);
  return fault;
}
