/** Every kind of credentials, on servers on loopback. */
import type { Google } from '../support/google-credentials.ts';
import { SUBJECT, SUBJECT_TOKEN } from '../support/sts.ts';
import { BOTH_SCOPES } from '../support/google-tokens.ts';
import { TARGET, UPDATER } from '../support/accounts.ts';

interface Kind {
  readonly title: string;
  /** The file of credentials; undefined if the identity comes from the metadata server. */
  readonly file?: (google: Google) => unknown;
  /** Whose token it has to be, with which scopes where they are not both. */
  readonly holder: string;
  readonly scopes?: readonly string[];
  /** The kind that it is read as, if that differs. */
  readonly member?: string | undefined;
}

const PLATFORM_ONLY = BOTH_SCOPES.slice(0, 1);
export const MACHINE = 'serviceAccount:machine@shop.iam.gserviceaccount.com';

export const KINDS: readonly Kind[] = [
  {
    title: "a service account's key",
    file: ({ endpoint }) => endpoint.serviceAccountKey(UPDATER),
    holder: `serviceAccount:${UPDATER}`,
  },
  { title: 'the metadata server', holder: MACHINE },
  {
    title: 'a user',
    file: ({ endpoint }) => ({ ...endpoint.userCredentials(), account: 'ann@example.com' }),
    holder: 'user:ann@example.com',
    scopes: PLATFORM_ONLY,
  },
  {
    title: 'a user without a name',
    file: ({ endpoint }) => ({ ...endpoint.userCredentials(), account: '' }),
    holder: 'user:ann@example.com',
    scopes: PLATFORM_ONLY,
    member: undefined,
  },
  {
    title: 'workload identity federation with a file',
    file: async ({ sts, folder }) => sts.federated({ file: await folder.write('subject', SUBJECT_TOKEN) }),
    holder: SUBJECT,
    member: undefined,
  },
  {
    title: 'workload identity federation with a URL',
    file: ({ sts }) => sts.federated('url'),
    holder: SUBJECT,
    member: undefined,
  },
  {
    title: 'workload identity federation that acts as a service account',
    file: ({ sts, iam }) => {
      iam.allow(SUBJECT, TARGET);
      return sts.federated('url', { service_account_impersonation_url: impersonationUrl(iam.origin) });
    },
    holder: `serviceAccount:${TARGET}`,
  },
  {
    title: 'a user of a workforce pool',
    file: ({ sts }) => sts.workforceUser(),
    holder: SUBJECT,
    scopes: PLATFORM_ONLY,
    member: undefined,
  },
  {
    title: 'a service account that acts as another one',
    file: ({ endpoint, iam }) => {
      iam.allow(`serviceAccount:${UPDATER}`, TARGET);
      return {
        type: 'impersonated_service_account',
        service_account_impersonation_url: impersonationUrl(iam.origin),
        source_credentials: endpoint.serviceAccountKey(UPDATER),
        // The library takes nothing but the account out of the address.
        endpoint: iam.origin,
      };
    },
    holder: `serviceAccount:${TARGET}`,
  },
];

export function impersonationUrl(origin: string): string {
  return `${origin}/v1/projects/-/serviceAccounts/${TARGET}:generateAccessToken`;
}
