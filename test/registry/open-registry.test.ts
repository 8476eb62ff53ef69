import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { dockerCredentials } from '../../lib/registry/docker/docker-credentials.ts';
import { openRegistry, REQUESTS_AT_ONCE } from '../../lib/registry/open-registry.ts';
import { sendManifest, withFakeRegistry, type Intercept } from '../support/registry/fake-registry.ts';
import { imageManifest } from '../support/registry/manifests.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { CASES, HEAD } from './bad-answers.ts';
import { always, INDEX, outcome, requestsOf, sendUnnamed, status, tester } from './faulty-registry.ts';

describe('the digest of a tag, from', () => {
  for (const { what, is, requests, waits = [], ...given } of CASES)
    it(`${what}, is ${is}`, async () => assert.deepEqual(await outcome(given), { is, requests, waits }));

  it('a slow body, is Timeout: it is tried five times', async () => {
    const { is, requests } = await outcome({
      intercept: (request, response) => {
        if (request.method === 'HEAD') return sendUnnamed(request, response);
        response.writeHead(200, { 'content-type': INDEX.type });
        response.write('{');
        return true;
      },
    });
    assert.deepEqual([is, requests.length], ['Timeout', 6]);
  });

  it('a redirect to another host, is that of the other host, which gets no token and no credential', () =>
    withFakeRegistry({}, async (other) => {
      await other.push('app', 'v1', INDEX);
      const location = new URL('/v2/app/manifests/v1', other.url).href;
      const { is } = await outcome({
        auth: 'token',
        intercept: ({ authorization }, response) => {
          if (authorization?.startsWith('Bearer') !== true) return false;
          status(307, { location })(response);
          return true;
        },
      });
      assert.equal(is, INDEX.digest);
      assert.deepEqual(requestsOf(other), [HEAD]);
    }));

  it('a redirect to another host that wants a credential, is RegistryDenied', () =>
    withFakeRegistry({ auth: 'basic' }, async (other) => {
      const location = new URL('/v2/app/manifests/v1', other.url).href;
      const { is } = await outcome({
        intercept: always(status(307, { location })),
        credentials: () => assert.fail('a credential was asked for'),
      });
      assert.equal(is, 'RegistryDenied');
      assert.deepEqual(requestsOf(other), [HEAD]);
    }));

  for (const [what, code, helper, is] of [
    ['prints 10 MB', `process.stdout.write('x'.repeat(10_000_000))`, 'test', 'CredentialHelperFailed'],
    ['is missing', '', 'other', 'CredentialHelperFailed'],
    ['hangs', 'setInterval(() => 0, 1000)', 'test', 'CredentialHelperTimeout'],
  ] as const)
    it(`a registry whose credential helper ${what}, is ${is}`, () =>
      inFolder(async (folder) => {
        await folder.program('docker-credential-test', code);
        await folder.write('config.json', { credsStore: helper });
        const environment = { DOCKER_CONFIG: folder.path, PATH: folder.path };
        const docker = dockerCredentials(environment, 300);
        assert.equal((await outcome({ auth: 'token', credentials: docker })).is, is);
      }));
});

describe('requests to a registry', () => {
  it('carry all types of manifests, because a registry may convert one that is not accepted', () =>
    withFakeRegistry({}, async (registry) => {
      await registry.push('app', 'v1', INDEX);
      await openRegistry({ credentials: tester }).digestOf(`${registry.host}/app`, 'v1', {
        signal: new AbortController().signal,
      });
      assert.ok(registry.seen[0]?.accept?.includes(INDEX.type));
      assert.ok(registry.seen[0]?.accept?.includes(imageManifest('a').type));
    }));

  it(`are ${REQUESTS_AT_ONCE} at once`, async () => {
    const waiting: (() => void)[] = [];
    const intercept: Intercept = (request, response) => {
      waiting.push(() => sendManifest(request, response, INDEX));
      return true;
    };
    await withFakeRegistry({ intercept }, async (registry) => {
      const { digestOf } = openRegistry({ credentials: tester });
      const deadline = { signal: new AbortController().signal };
      const digests = Array.from({ length: 10 }, () => digestOf(`${registry.host}/app`, 'v1', deadline));
      let most = 0;
      for (let answered = 0; answered < 10; answered += 1) {
        await until(() => waiting.length >= Math.min(REQUESTS_AT_ONCE, 10 - answered));
        most = Math.max(most, waiting.length);
        waiting.shift()?.();
      }
      assert.deepEqual(new Set(await Promise.all(digests)), new Set([INDEX.digest]));
      assert.equal(most, REQUESTS_AT_ONCE);
    });
  });

  it('end with the time limit of their caller', () =>
    withFakeRegistry({ intercept: () => true }, async (registry) => {
      const reading = openRegistry({ credentials: tester }).digestOf(`${registry.host}/app`, 'v1', {
        signal: AbortSignal.timeout(100),
      });
      await assert.rejects(
        reading,
        (error: unknown) => error instanceof UpdaterError && error.reason === 'OutOfTime',
      );
    }));
});
