import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { freePort } from '../support/free-ports.ts';
import { answering } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import {
  identitiesIn,
  identitiesFrom,
  refusedWith,
  RENEWED,
  WANTED,
  withGoogle,
} from '../support/google-credentials.ts';
import { UPDATER } from '../support/accounts.ts';
import { KINDS } from './credential-kinds.ts';

describe('a token', () => {
  it('is asked for once by 50 requests that come at once, and once more when it has ended', () =>
    withGoogle((google) => {
      let now = Date.now();
      return identitiesFrom(
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
      return identitiesFrom(
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
      return identitiesFrom(
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
      identitiesFrom(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
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
      identitiesFrom(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        const others = identities().token(WANTED);
        await rejectsWith(
          'OutOfTime',
          identities().token({ forceRefresh: false, signal: AbortSignal.abort() }),
        );
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
      return identitiesFrom(
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
      await identitiesFrom(google, content, async (identities) => {
        const fault = await refusedWith('TokenServerError', identities().token(WANTED));
        assert.ok(fault.message.includes(token_uri) && fault.message.includes('ECONNREFUSED'), fault.message);
      });
    }));
});
