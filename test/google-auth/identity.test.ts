import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { commandOf } from '../../lib/core/errors/reason.ts';
import { googleIdentities } from '../../lib/google-auth/identity.ts';
import { freePort } from '../support/free-ports.ts';
import { answering } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import {
  identitiesIn,
  identitiesOf,
  refusedWith,
  RENEWED,
  signal,
  WANTED,
  withGoogle,
  type Google,
} from '../support/google-credentials.ts';
import { apiError } from '../support/iam-credentials.ts';
import { SUBJECT, SUBJECT_TOKEN } from '../support/sts.ts';
import { BOTH_SCOPES } from '../support/google-tokens.ts';
import { TARGET, UPDATER } from '../support/accounts.ts';

interface Kind {
  readonly title: string;
  /** The file of credentials; undefined where the metadata server says who we are. */
  readonly file?: (google: Google) => unknown;
  /** Whose token it has to be, with which scopes where they are not both. */
  readonly holder: string;
  readonly scopes?: readonly string[];
  /** What we take it for, where that is something else. */
  readonly member?: string | undefined;
}

const PLATFORM_ONLY = BOTH_SCOPES.slice(0, 1);
const MACHINE = 'serviceAccount:machine@shop.iam.gserviceaccount.com';

const KINDS: readonly Kind[] = [
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

function impersonationUrl(origin: string): string {
  return `${origin}/v1/projects/-/serviceAccounts/${TARGET}:generateAccessToken`;
}

describe('an identity', () => {
  for (const { title, file, holder, scopes = BOTH_SCOPES, ...more } of KINDS) {
    const member = 'member' in more ? more.member : holder;
    it(`of ${title} has its tokens, and is ${String(member)}`, () =>
      withGoogle(async (google) => {
        const content = await file?.(google);
        const variables: Record<string, string> =
          content === undefined
            ? { ...google.metadata.environment }
            : { GOOGLE_APPLICATION_CREDENTIALS: await google.folder.write('credentials.json', content) };
        await identitiesIn(google, variables, async (identities) => {
          const token = await identities().token(WANTED);
          assert.deepEqual(google.tokens.holderOf(token), { member: holder, scopes });
          assert.equal(await identities().token(WANTED), token);
          assert.equal(await identities().member(signal), member);
        });
      }));
  }

  it('asks the metadata server for a token and nothing else', () =>
    withGoogle((google) =>
      identitiesIn(google, { ...google.metadata.environment }, async (identities) => {
        await identities().token(WANTED);
        assert.equal(google.metadata.requests.length, 1);
      }),
    ));

  it('is that of gcloud where no file is named', () =>
    withGoogle(async (google) => {
      await google.folder.write('application_default_credentials.json', google.endpoint.userCredentials());
      await identitiesIn(google, { CLOUDSDK_CONFIG: google.folder.path }, async (identities) => {
        const token = await identities().token(WANTED);
        assert.equal(google.tokens.holderOf(token)?.member, 'user:ann@example.com');
      });
    }));

  it('is billed to the quota project of its file', () =>
    withGoogle((google) => {
      const content = { ...google.endpoint.userCredentials(), quota_project_id: 'shop-billing' };
      return identitiesOf(google, content, async (identities) => {
        assert.equal(await identities().quotaProject(signal), 'shop-billing');
      });
    }));

  it('is billed to no quota project where the file names none', () =>
    withGoogle((google) =>
      identitiesOf(google, google.endpoint.userCredentials(), async (identities) => {
        assert.equal(await identities().quotaProject(signal), undefined);
      }),
    ));

  it('whose machine is no service account is nobody that we could name', () =>
    withGoogle((google) => {
      google.metadata.email = 'shop.svc.id.goog';
      return identitiesIn(google, { ...google.metadata.environment }, async (identities) => {
        assert.equal(await identities().member(signal), undefined);
      });
    }));

  it('that cannot be told is no fault', () =>
    withGoogle((google) =>
      identitiesOf(google, 'no JSON', async (identities) => {
        assert.equal(await identities().member(signal), undefined);
      }),
    ));
});

describe('a token', () => {
  it('is asked for once by 50 requests that come at once, and once more when it has ended', () =>
    withGoogle((google) => {
      let now = Date.now();
      return identitiesOf(
        google,
        google.endpoint.serviceAccountKey(UPDATER),
        async (identities) => {
          const all = (): Promise<string[]> =>
            Promise.all(Array.from({ length: 50 }, () => identities().token(WANTED)));
          const first = await all();
          now += 3_600_000;
          const second = await all();
          assert.deepEqual(
            [new Set(first), new Set(second)].map(({ size }) => size),
            [1, 1],
          );
          assert.equal(google.endpoint.requests.length, 2);
        },
        { now: () => now },
      );
    }));

  it('is another one 5 minutes before it ends, and not much sooner', () =>
    withGoogle((google) => {
      let now = Date.now();
      return identitiesOf(
        google,
        google.endpoint.serviceAccountKey(UPDATER),
        async (identities) => {
          const first = await identities().token(WANTED);
          now += 54 * 60_000;
          assert.equal(await identities().token(WANTED), first);
          now += 60_000 + 1_000;
          assert.notEqual(await identities().token(WANTED), first);
        },
        { now: () => now },
      );
    }));

  it('that was refused is another one, but not before it is 10 seconds old', () =>
    withGoogle((google) => {
      let now = Date.now();
      return identitiesIn(
        google,
        { ...google.metadata.environment },
        async (identities) => {
          const first = await identities().token(WANTED);
          assert.equal(await identities().token(RENEWED), first);
          now += 11_000;
          const all = await Promise.all(Array.from({ length: 50 }, () => identities().token(RENEWED)));
          assert.notEqual(all[0], first);
          assert.deepEqual([new Set(all).size, google.tokens.issued.length], [1, 2]);
        },
        { now: () => now },
      );
    }));

  it('that was refused comes of the file as it is now', () =>
    withGoogle((google) => {
      let now = Date.now();
      return identitiesOf(
        google,
        google.endpoint.serviceAccountKey(UPDATER),
        async (identities) => {
          await identities().token(WANTED);
          const replaced = google.endpoint.serviceAccountKey('new@shop.iam.gserviceaccount.com');
          await google.folder.write('credentials.json', replaced);
          now += 11_000;
          const token = await identities().token(RENEWED);
          assert.equal(
            google.tokens.holderOf(token)?.member,
            'serviceAccount:new@shop.iam.gserviceaccount.com',
          );
        },
        { now: () => now },
      );
    }));

  it('can be had once the file is there', () =>
    withGoogle((google) => {
      const file = `${google.folder.path}/late.json`;
      return identitiesIn(google, { GOOGLE_APPLICATION_CREDENTIALS: file }, async (identities) => {
        const fault = await refusedWith('NoGoogleCredentials', identities().token(WANTED));
        assert.ok(fault.message.includes(file));
        await google.folder.write('late.json', google.endpoint.serviceAccountKey(UPDATER));
        await identities().token(WANTED);
      });
    }));

  it('can be had once its server is well, without a try in between that nobody asked for', () =>
    withGoogle((google) =>
      identitiesOf(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        google.endpoint.troubles.push(answering(500, { error: 'internal_failure' }));
        const fault = await refusedWith('TokenServerError', identities().token(WANTED));
        assert.ok(fault.message.includes(google.endpoint.address));
        assert.equal(google.endpoint.requests.length, 1);
        await identities().token(WANTED);
      }),
    ));

  it('can be had once the metadata server is well', () =>
    withGoogle((google) =>
      identitiesIn(google, { ...google.metadata.environment }, async (identities) => {
        google.metadata.troubles.push(answering(503, {}));
        await refusedWith('TokenServerError', identities().token(WANTED));
        assert.equal(google.metadata.requests.length, 1);
        await identities().token(WANTED);
      }),
    ));

  it('is not waited for longer than the signal of the asker allows, and the others get it', () =>
    withGoogle((google) =>
      identitiesOf(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        const others = identities().token(WANTED);
        await rejectsWith('OutOfTime', identities().token({ renew: false, signal: AbortSignal.abort() }));
        await others;
      }),
    ));

  it('is written nowhere', () =>
    withGoogle(async (google) => {
      const { folder } = google;
      const variables = { HOME: folder.path, CLOUDSDK_CONFIG: folder.path };
      const content = google.endpoint.serviceAccountKey(UPDATER);
      const file = await folder.write('credentials.json', content);
      await identitiesIn(
        google,
        { ...variables, GOOGLE_APPLICATION_CREDENTIALS: file },
        async (identities) => {
          await identities().token(WANTED);
          assert.deepEqual(await readdir(folder.path, { recursive: true }), ['credentials.json']);
          assert.equal(await folder.read('credentials.json'), JSON.stringify(content));
        },
      );
    }));
});

describe('a server that gives out tokens', () => {
  for (const kind of KINDS.filter(({ title }) => !/named|name$|acts as/.test(title))) {
    it(`of ${kind.title} and does not answer is not waited for`, () =>
      withGoogle(async (google) => {
        const { endpoint, metadata, sts } = google;
        for (const { troubles } of [endpoint, metadata, sts]) troubles.push(() => undefined);
        const content = await kind.file?.(google);
        const variables: Record<string, string> =
          content === undefined
            ? { ...metadata.environment }
            : { GOOGLE_APPLICATION_CREDENTIALS: await google.folder.write('credentials.json', content) };
        await identitiesIn(
          google,
          variables,
          (identities) => refusedWith('TokenServerError', identities().token(WANTED)),
          { requestMs: 50 },
        );
      }));
  }

  it('is given up at the limit of the whole', () =>
    withGoogle((google) => {
      google.endpoint.troubles.push(() => undefined);
      return identitiesOf(
        google,
        google.endpoint.serviceAccountKey(UPDATER),
        (identities) => refusedWith('TokenServerError', identities().token(WANTED)),
        { limitMs: 50 },
      );
    }));

  it('cannot be reached', () =>
    withGoogle(async (google) => {
      const token_uri = `http://127.0.0.1:${await freePort()}/token`;
      const content = { ...google.endpoint.serviceAccountKey(UPDATER), token_uri };
      await identitiesOf(google, content, async (identities) => {
        const fault = await refusedWith('TokenServerError', identities().token(WANTED));
        assert.ok(fault.message.includes(token_uri) && fault.message.includes('ECONNREFUSED'), fault.message);
      });
    }));
});

describe('to act as a service account', () => {
  const SOURCE = `serviceAccount:${UPDATER}`;

  it('takes a token of its own, with both scopes, asked for with ours', () =>
    withGoogle((google) =>
      identitiesOf(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        google.iam.allow(SOURCE, TARGET);
        const other = identities(TARGET);
        const token = await other.token(WANTED);
        assert.deepEqual(google.tokens.holderOf(token), {
          member: `serviceAccount:${TARGET}`,
          scopes: BOTH_SCOPES,
        });
        assert.equal(await other.member(signal), `serviceAccount:${TARGET}`);
        assert.equal(await other.quotaProject(signal), undefined);
        assert.deepEqual(google.iam.requests, [[SOURCE, TARGET]]);
      }),
    ));

  it('is one identity for all entries, and one token of ours for all accounts', () =>
    withGoogle((google) =>
      identitiesOf(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        const accounts = Array.from({ length: 10 }, (_, number) => `a${number}@shop.iam.gserviceaccount.com`);
        for (const account of accounts) google.iam.allow(SOURCE, account);
        assert.equal(identities(accounts[0]), identities(accounts[0]));
        await Promise.all([...accounts, ...accounts].map((account) => identities(account).token(WANTED)));
        assert.deepEqual([google.endpoint.requests.length, google.iam.requests.length], [1, 10]);
      }),
    ));

  it('is paid for by our quota project', () =>
    withGoogle((google) => {
      google.iam.allow('user:ann@example.com', TARGET);
      const content = { ...google.endpoint.userCredentials(), quota_project_id: 'shop-billing' };
      return identitiesOf(google, content, async (identities) => {
        await identities(TARGET).token(WANTED);
        assert.equal(google.iam.quotaProject(), 'shop-billing');
      });
    }));

  it('takes another token of ours where the last one was revoked', () =>
    withGoogle((google) => {
      let now = Date.now();
      return identitiesOf(
        google,
        google.endpoint.serviceAccountKey(UPDATER),
        async (identities) => {
          google.iam.allow(SOURCE, TARGET);
          google.tokens.revoke(await identities().token(WANTED));
          now += 11_000;
          const token = await identities(TARGET).token(WANTED);
          assert.equal(google.tokens.holderOf(token)?.member, `serviceAccount:${TARGET}`);
        },
        { now: () => now },
      );
    }));

  it('is refused where we may not, with the line that mends it', () =>
    withGoogle((google) =>
      identitiesOf(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        google.iam.allow('user:ann@example.com', TARGET);
        const { reason, terms } = await refusedWith('NoImpersonation', identities(TARGET).token(WANTED));
        assert.deepEqual(terms, { ACCOUNT: TARGET, MEMBER: SOURCE });
        assert.ok(commandOf(reason, terms)?.includes(`${TARGET} --member ${SOURCE} `));
      }),
    ));

  it('is refused where there is no such account', () =>
    withGoogle((google) =>
      identitiesIn(google, { ...google.metadata.environment }, async (identities) => {
        const { terms } = await refusedWith('NoImpersonation', identities(TARGET).token(WANTED));
        assert.deepEqual(terms, { ACCOUNT: TARGET, MEMBER: MACHINE });
      }),
    ));

  it('needs the API, and its remedy says in which project', () =>
    withGoogle((google) =>
      identitiesOf(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        const metadata = { service: 'iamcredentials.googleapis.com', consumer: 'projects/123' };
        google.iam.troubles.push(
          answering(403, apiError(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED', metadata)),
        );
        const { terms } = await refusedWith('ApiDisabled', identities(TARGET).token(WANTED));
        assert.deepEqual(terms, { SERVICE: 'iamcredentials.googleapis.com', PROJECT: '123' });
      }),
    ));

  it('is refused where the file of credentials acts as another and may not', () =>
    withGoogle((google) => {
      const { sts, iam } = google;
      const content = sts.federated('url', {
        service_account_impersonation_url: impersonationUrl(iam.origin),
      });
      return identitiesOf(google, content, async (identities) => {
        const { terms } = await refusedWith('NoImpersonation', identities().token(WANTED));
        assert.deepEqual(terms, { ACCOUNT: TARGET });
      });
    }));

  for (const trouble of [answering(500, {}), answering(429, {}), () => undefined]) {
    it(`passes where IAM Credentials ${trouble.length === 0 ? 'hangs' : 'fails'}`, () =>
      withGoogle((google) =>
        identitiesOf(
          google,
          google.endpoint.serviceAccountKey(UPDATER),
          async (identities) => {
            google.iam.allow(SOURCE, TARGET);
            google.iam.troubles.push(trouble);
            await refusedWith('TokenServerError', identities(TARGET).token(WANTED));
            await identities(TARGET).token(WANTED);
          },
          { requestMs: 500 },
        ),
      ));
  }

  it('passes where our own token hangs', () =>
    withGoogle((google) =>
      identitiesOf(
        google,
        google.endpoint.serviceAccountKey(UPDATER),
        async (identities) => {
          google.endpoint.troubles.push(() => undefined);
          await refusedWith('TokenServerError', identities(TARGET).token(WANTED));
        },
        { limitMs: 50 },
      ),
    ));

  it('is tried once where our own token is refused', () =>
    withGoogle((google) =>
      identitiesOf(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        google.endpoint.troubles.push(answering(400, { error: 'invalid_grant' }));
        await refusedWith('CredentialsRefused', identities(TARGET).token(WANTED));
        assert.deepEqual([google.endpoint.requests.length, google.iam.requests.length], [1, 0]);
      }),
    ));

  it('at an address that would be read on the way is refused at start', () => {
    const environment = { CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: 'http://iam.example.com/' };
    const identities = googleIdentities(environment);
    assert.throws(() => identities(TARGET), { reason: 'InvalidConfig' });
    identities(undefined);
  });
});

describe('credentials', () => {
  interface Case {
    readonly title: string;
    readonly reason: 'NoGoogleCredentials' | 'CredentialsRefused' | 'TokenServerError';
    readonly content: (google: Google) => unknown;
    /** What the endpoints answer in place of tokens. */
    readonly answers?: readonly [status: number, body: unknown];
  }
  const key = ({ endpoint }: Google): object => endpoint.serviceAccountKey(UPDATER);
  const CASES: readonly Case[] = [
    { title: 'that are no JSON', reason: 'NoGoogleCredentials', content: () => '{"private_key": "s3cret' },
    {
      title: 'of an unknown type',
      reason: 'NoGoogleCredentials',
      content: () => ({ type: 'gdch_service_account' }),
    },
    {
      title: 'whose key is no PEM',
      reason: 'NoGoogleCredentials',
      content: (google) => ({ ...key(google), private_key: 's3cret' }),
    },
    {
      title: 'whose source of subject tokens is none',
      reason: 'NoGoogleCredentials',
      content: ({ sts }) => sts.federated('url', { credential_source: { s3cret: 's3cret' } }),
    },
    {
      title: 'whose file with a subject token is gone',
      reason: 'NoGoogleCredentials',
      content: ({ sts, folder }) => sts.federated({ file: `${folder.path}/none` }),
    },
    {
      title: 'whose key was deleted',
      reason: 'CredentialsRefused',
      content: (google) => {
        const deleted = key(google);
        key(google);
        return deleted;
      },
    },
    {
      title: 'of a user who signed out',
      reason: 'CredentialsRefused',
      content: ({ endpoint }) => ({ ...endpoint.userCredentials(), refresh_token: '1//s3cret-old' }),
    },
    {
      title: 'of an unknown client',
      reason: 'CredentialsRefused',
      content: ({ endpoint }) => endpoint.userCredentials(),
      answers: [401, { error: 'invalid_client', error_description: 'The OAuth client was not found.' }],
    },
    {
      title: 'whose subject token has ended',
      reason: 'CredentialsRefused',
      content: async ({ sts, folder }) =>
        sts.federated({ file: await folder.write('subject', `s3cret-${'x'.repeat(40)}`) }),
    },
    {
      title: 'whose server asks to slow down',
      reason: 'TokenServerError',
      content: key,
      answers: [429, { error: 'rate_limit_exceeded' }],
    },
    { title: 'whose server gives no token', reason: 'TokenServerError', content: key, answers: [200, {}] },
    {
      title: 'whose server is a login page',
      reason: 'TokenServerError',
      content: key,
      answers: [200, '<html>'],
    },
    { title: 'whose server leads elsewhere', reason: 'TokenServerError', content: key, answers: [302, ''] },
  ];
  for (const { title, reason, content, answers } of CASES) {
    it(`${title} are ${reason}, and the message says which`, () =>
      withGoogle(async (google) => {
        if (answers !== undefined) google.endpoint.troubles.push(answering(...answers));
        await identitiesOf(google, await content(google), async (identities, file) => {
          const fault = await refusedWith(reason, identities().token(WANTED));
          assert.ok(fault.message.includes(file), fault.message);
        });
      }));
  }

  it('that are nowhere are NoGoogleCredentials', () =>
    withGoogle((google) =>
      identitiesIn(google, { METADATA_SERVER_DETECTION: 'none', HOME: google.folder.path }, (identities) =>
        refusedWith('NoGoogleCredentials', identities().token(WANTED)),
      ),
    ));

  it('of a machine without a service account are NoGoogleCredentials', () =>
    withGoogle((google) =>
      identitiesIn(google, { ...google.metadata.environment }, (identities) => {
        google.metadata.troubles.push(answering(404, {}));
        return refusedWith('NoGoogleCredentials', identities().token(WANTED));
      }),
    ));
});
