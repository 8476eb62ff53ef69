import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { containerApi } from '../../../lib/clusters/gke/container-api.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { GoogleIdentity } from '../../../lib/google-auth/google-identity.ts';
import {
  atAddress,
  gkeCluster,
  sendError,
  withContainerApi,
  type ContainerApi,
} from '../../support/container-api.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { GET } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { identity, MEMBER, gkePath } from '../../support/gke-builders.ts';

const ALL = { project: 'shop', location: '-' };
const ONE = { project: 'shop', location: 'eu', name: 'a' };
const once = { signal: GET.signal, attempts: 1 };

function asked(api: ContainerApi, who: GoogleIdentity = identity()) {
  return containerApi(who, { environment: api.environment });
}

/** Uses a Container API with two clusters in two locations, and one in another project. */
function withTwo<T>(use: (api: ContainerApi) => Promise<T>): Promise<T> {
  return withContainerApi((api) => {
    const paths = [
      gkePath('eu', 'a'),
      gkePath('us', 'b'),
      gkePath('eu', 'c', 'bank'),
      gkePath('eu', 'd', 'example.com:shop'),
    ];
    for (const path of paths) api.put(gkeCluster(path, atAddress('203.0.113.1', 'the CA')));
    return use(api);
  });
}

async function names(listing: Promise<{ readonly clusters: readonly { readonly name: string }[] }>) {
  return (await listing).clusters.map(({ name }) => name);
}

describe('the Container API', () => {
  it('lists the clusters of a project, of one location, of a project with a domain', () =>
    withTwo(async (api) => {
      const { list } = asked(api);
      assert.deepEqual(await names(list(ALL, once)), ['a', 'b']);
      assert.deepEqual(await names(list({ ...ALL, location: 'us' }, once)), ['b']);
      assert.deepEqual(await names(list({ ...ALL, project: 'example.com:shop' }, once)), ['d']);
      assert.deepEqual(await names(list({ ...ALL, project: 'empty' }, once)), []);
    }));

  it('describes one cluster', () =>
    withTwo(async (api) => {
      const { get } = asked(api);
      assert.deepEqual(await names(get(ONE, once)), ['a']);
      assert.deepEqual(await names(get({ project: 'example.com:shop', location: 'eu', name: 'd' }, once)), [
        'd',
      ]);
      await rejectsWith('NoCluster', get({ ...ONE, name: 'b' }, once));
    }));

  it('is asked for no more than what is read of its answer, and for all of that', () =>
    withTwo(async (api) => {
      const { list, get } = asked(api);
      const [listed] = (await list(ALL, once)).clusters;
      const [got] = (await get(ONE, once)).clusters;
      assert.deepEqual(listed, got);
      assert.deepEqual([got?.ca, got?.status], ['the CA', 'RUNNING']);
      assert.ok(got !== undefined && 'server' in got.endpoints.public);
      for (const { fields } of api.requests)
        assert.match(fields ?? '', /^(?!.*nodePools).*clusterCaCertificate/);
    }));

  it('says which zones it could not see', () =>
    withTwo(async (api) => {
      api.missingZones.push('eu-a', 'eu-b');
      assert.deepEqual((await asked(api).list(ALL, once)).missingZones, ['eu-a', 'eu-b']);
    }));

  it('is told the project that pays, where there is one', () =>
    withTwo(async (api) => {
      const { list } = asked(api, identity({ quotaProject: () => Promise.resolve('payer') }));
      await list(ALL, once);
      await asked(api).list(ALL, once);
      assert.deepEqual(
        api.requests.map(({ headers }) => headers['x-goog-user-project']),
        ['payer', undefined],
      );
    }));

  it('is asked with a new token where it refuses one', () =>
    withTwo(async (api) => {
      const token: GoogleIdentity['token'] = ({ forceRefresh }) =>
        Promise.resolve(forceRefresh ? 'token' : 'old');
      assert.deepEqual(await names(asked(api, identity({ token })).list(ALL, once)), ['a', 'b']);
    }));

  it('that refuses the new token too refuses the credentials', () =>
    withTwo(async (api) => {
      const fault = await rejectsWith(
        'CredentialsRefused',
        asked(api, identity({ token: async () => 's3cret' })).list(ALL, once),
      );
      assert.equal(api.requests.length, 2);
      assert.doesNotMatch(fault.message, /s3cret/);
    }));

  it('is not asked where there are no credentials', () =>
    withTwo(async (api) => {
      const token = () => Promise.reject(new UpdaterError('NoGoogleCredentials', 'none'));
      await rejectsWith('NoGoogleCredentials', asked(api, identity({ token })).list(ALL, once));
      assert.deepEqual(api.requests, []);
    }));

  it('holds 3,000 clusters of a real size', () =>
    withContainerApi(async (api) => {
      // A CA of RSA 4096 has 2,000 characters in PEM, and labels may have 64 times 63.
      const changes = {
        ...atAddress('203.0.113.1', 'x'.repeat(2_000)),
        resourceLabels: { team: 'x'.repeat(63) },
      };
      for (let index = 0; index < 3_000; index += 1) api.put(gkeCluster(gkePath('eu', `a${index}`), changes));
      assert.equal((await asked(api).list(ALL, once)).clusters.length, 3_000);
    }));
});

describe('a Container API that fails', () => {
  const html: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
  };
  const google = (code: number, status: string): RequestListener => {
    return (_, response) => sendError(response, { code, status, message: 'so it is' });
  };
  const json = (text: string): RequestListener => {
    return (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    };
  };
  const disabled: RequestListener = (_, response) =>
    sendError(response, {
      code: 403,
      status: 'PERMISSION_DENIED',
      message: 'off',
      info: { reason: 'SERVICE_DISABLED' },
    });
  const rows: readonly (readonly [title: string, instead: RequestListener, expected: ErrorReason])[] = [
    ['for it is disabled', disabled, 'ApiDisabled'],
    ['for want of permission', google(403, 'PERMISSION_DENIED'), 'ForbiddenByIam'],
    ['for the project is not there', google(404, 'NOT_FOUND'), 'NoCluster'],
    ['for it was asked too often', google(429, 'RESOURCE_EXHAUSTED'), 'Throttled'],
    ['by itself', google(500, 'INTERNAL'), 'ServerError'],
    ['to be what it is', html, 'UnexpectedAnswer'],
    ['to send an object', json('[]'), 'UnexpectedAnswer'],
    ['to send a list', json('{"clusters": 5}'), 'UnexpectedAnswer'],
    ['to send it all', json('{"clusters": ['), 'Unreachable'],
    ['to answer', (request) => request.destroy(), 'Unreachable'],
  ];
  for (const [title, instead, expected] of rows) {
    it(`${title}: ${expected}`, () =>
      withTwo(async (api) => {
        api.instead.push(instead);
        await rejectsWith(expected, asked(api).list(ALL, once));
      }));
  }

  it('is asked again, later, where that may help', () =>
    withTwo(async (api) => {
      const throttled: RequestListener = (_, response) => {
        response.setHeader('retry-after', '3');
        sendError(response, { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'slowly' });
      };
      api.instead.push(google(500, 'INTERNAL'), throttled);
      const clock = fakeClock();
      assert.deepEqual(await names(asked(api).list(ALL, { signal: GET.signal, clock })), ['a', 'b']);
      assert.deepEqual(clock.waits, [100, 3000]);
    }));

  it('is not asked again for a right that somebody has to grant first', () =>
    withTwo(async (api) => {
      api.instead.push(google(403, 'PERMISSION_DENIED'));
      const fault = await rejectsWith('ForbiddenByIam', asked(api).list(ALL, { signal: GET.signal }));
      assert.deepEqual([fault.terms?.PROJECT, fault.terms?.MEMBER, api.requests.length], ['shop', MEMBER, 1]);
    }));

  it('for want of permission is that fault also where the member is unknown', () =>
    withTwo(async (api) => {
      api.instead.push(google(403, 'PERMISSION_DENIED'));
      const who = identity({ member: () => Promise.resolve(undefined) });
      const fault = await rejectsWith('ForbiddenByIam', asked(api, who).list(ALL, once));
      assert.equal(fault.terms?.MEMBER, undefined);
    }));

  it('and echoes the token does not get it told', () =>
    withTwo(async (api) => {
      api.instead.push(({ headers }, response) =>
        sendError(response, {
          code: 403,
          status: 'PERMISSION_DENIED',
          message: `no ${String(headers.authorization)} no`,
        }),
      );
      const who = identity({ token: () => Promise.resolve('s3cret') });
      const fault = await rejectsWith('ForbiddenByIam', asked(api, who).list(ALL, once));
      assert.match(fault.message, /no Bearer … no/);
    }));

  it('does not keep anybody whose time is over', () =>
    withTwo(async (api) => {
      api.instead.push(() => undefined);
      const { list } = asked(api);
      await rejectsWith('OutOfTime', list(ALL, { signal: AbortSignal.timeout(20) }));
    }));

  it('has to have a usable address', () => {
    const environment = { CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER: 'http://example.com/' };
    assert.throws(() => containerApi(identity(), { environment }), UpdaterError);
  });
});
