/** Reviews of oneself: who one is, and what one may do. */
import assert from 'node:assert/strict';
import { memberAt, isList, readJson, type Json } from '../../../lib/sandbox/json.ts';
import { failure, LIMITED } from '../sandbox-contract-server.ts';
import { type Send, type Callers, posted, WHO, MAY, WHO_AM_I } from './callers.ts';

export function describeSelfReviews(callers: Callers): void {
  describe('a review of who one is', () => {
    const { serverOf, asAdmin, asLimited, asNobody } = callers;

    for (const [who, send, nameOf, group] of [
      ['the administrator', asAdmin, () => serverOf().admin, 'system:masters'],
      ['an e-mail', asLimited, () => LIMITED.username, undefined],
      ['a user without rights', asNobody, () => serverOf().forbiddenUser, undefined],
    ] as const) {
      it(`names ${who}, and counts the user to the authenticated`, async () => {
        const { status, headers, text } = await send(WHO, posted(WHO_AM_I));
        const review = readJson(text);
        const { kind, apiVersion } = WHO_AM_I;
        assert.deepEqual(
          [status, headers.get('content-type'), memberAt(review, ['kind']), memberAt(review, ['apiVersion'])],
          [201, 'application/json', kind, apiVersion],
        );
        assert.equal(memberAt(review, ['status', 'userInfo', 'username']), nameOf());
        const groups = memberAt(review, ['status', 'userInfo', 'groups']);
        assert.ok(isList(groups));
        assert.equal(groups.at(-1), 'system:authenticated');
        assert.ok(group === undefined || groups.includes(group));
      });
    }

    it('has a time and no name', async () => {
      const { text } = await asLimited(WHO, posted({ ...WHO_AM_I, metadata: { name: 'mine' } }));
      assert.match(text, /"metadata":\{"creationTimestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\},"status":/);
    });

    for (const body of ['{}', 'null', '{"kind":"SelfSubjectReview"}', '{"unknown":1}']) {
      it(`takes ${body} for one`, async () => {
        const { status, text } = await asLimited(WHO, { ...posted({}), body });
        assert.deepEqual(
          [status, memberAt(readJson(text), ['status', 'userInfo', 'username'])],
          [201, LIMITED.username],
        );
      });
    }

    it('can be answered with its metadata only', async () => {
      const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
      const { status, text } = await asLimited(WHO, posted(WHO_AM_I, { accept }));
      assert.deepEqual([status, memberAt(readJson(text), ['kind'])], [201, 'PartialObjectMetadata']);
    });

    it('needs no content type, and takes no other', async () => {
      const other = posted(WHO_AM_I, { 'content-type': 'text/plain' });
      const none = { ...other, headers: {} };
      assert.equal((await asLimited(WHO, none)).status, 201);
      const { status, text } = await asLimited(WHO, other);
      assert.deepEqual([status, memberAt(readJson(text), ['reason'])], [415, 'UnsupportedMediaType']);
    });

    it('is refused where the caller is not known', async () => {
      const { status, text } = await asAdmin(WHO, { ...posted(WHO_AM_I), token: 'not-a-token' });
      assert.deepEqual([status, readJson(text)], [401, failure(401, 'Unauthorized', 'Unauthorized')]);
    });

    it('can only be posted', async () => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const { status, text } = await asAdmin(WHO, { method });
        const message = 'the server does not allow this method on the requested resource';
        assert.deepEqual([status, readJson(text)], [405, failure(405, message, 'MethodNotAllowed', {})]);
      }
    });

    for (const path of [`${WHO}/mine`, WHO.replace('/self', '/namespaces/contract/self')]) {
      it(`is not at ${path}`, async () => {
        const { status, text } = await asAdmin(path);
        const message = 'the server could not find the requested resource';
        assert.deepEqual([status, readJson(text)], [404, failure(404, message, 'NotFound', {})]);
      });
    }
  });
}

export function describeAccessReviews(callers: Callers): void {
  describe('a review of what one may do', () => {
    const { asAdmin, asLimited } = callers;

    const everywhere = reasonOf(
      `ClusterRoleBinding "image-updater:${LIMITED.username}" of ClusterRole "image-updater"`,
    );
    const inContract = reasonOf(
      `RoleBinding "image-updater:${LIMITED.username}/contract" of Role "image-updater"`,
    );
    const basic =
      'RBAC: allowed by ClusterRoleBinding "system:basic-user" of ClusterRole "system:basic-user" to Group "system:authenticated"';
    const apps = { group: 'apps' };
    const list = { ...apps, verb: 'list' };
    const inNamespace = { namespace: 'contract' };

    for (const [title, attributes, status] of [
      ['all namespaces', { ...list, resource: 'statefulsets' }, { allowed: true, reason: everywhere }],
      [
        'one namespace by a right for all',
        { ...list, ...inNamespace, resource: 'statefulsets' },
        { allowed: true, reason: everywhere },
      ],
      [
        'one namespace by a right for it',
        { ...list, ...inNamespace, resource: 'deployments' },
        { allowed: true, reason: inContract },
      ],
      [
        'an object of it',
        { ...apps, ...inNamespace, verb: 'patch', resource: 'deployments', name: 'web', version: 'v1' },
        { allowed: true, reason: inContract },
      ],
      [
        'all namespaces by a right for one',
        { ...list, namespace: '', resource: 'deployments' },
        { allowed: false },
      ],
      [
        'another namespace',
        { ...list, namespace: 'contract-other', resource: 'deployments' },
        { allowed: false },
      ],
      ['another verb', { ...apps, verb: 'patch', resource: 'statefulsets' }, { allowed: false }],
      ['another group', { ...list, group: 'extensions', resource: 'statefulsets' }, { allowed: false }],
      [
        'a subresource',
        { ...apps, ...inNamespace, verb: 'patch', resource: 'deployments', subresource: 'scale' },
        { allowed: false },
      ],
      ['all resources', { ...list, resource: '*' }, { allowed: false }],
      ['secrets', { ...inNamespace, verb: 'get', resource: 'secrets' }, { allowed: false }],
      ['nothing', {}, { allowed: false }],
      [
        'such a review itself',
        { verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' },
        { allowed: true, reason: basic },
      ],
    ] as const) {
      it(`answers an e-mail with ${JSON.stringify(status.allowed)} for ${title}`, async () => {
        await answers(asLimited, { resourceAttributes: attributes }, status);
      });

      it(`allows the administrator ${title}`, async () => {
        await answers(asAdmin, { resourceAttributes: attributes }, { allowed: true });
      });
    }

    for (const [path, verb, status] of [
      ['/version', 'post', { allowed: false }],
      ['/metrics', 'get', { allowed: false }],
    ] as const) {
      it(`answers an e-mail with ${JSON.stringify(status.allowed)} for ${verb} ${path}`, async () => {
        await answers(asLimited, { nonResourceAttributes: { path, verb } }, status);
      });
    }

    // Two bindings allow it, and a real API server names the one that its cache happened to give first.
    it('answers an e-mail with true for get /version', async () => {
      const either = ['discovery', 'public-info-viewer'].map((name) => basic.replaceAll('basic-user', name));
      const status = await statusFor(asLimited, { nonResourceAttributes: { path: '/version', verb: 'get' } });
      assert.equal(memberAt(status, ['allowed']), true);
      assert.ok(
        either.some((reason) => reason === memberAt(status, ['reason'])),
        JSON.stringify(status),
      );
    });

    async function answers(send: Send, spec: Json, status: Json): Promise<void> {
      assert.deepEqual(await statusFor(send, spec), status);
    }

    async function statusFor(send: Send, spec: Json): Promise<Json | undefined> {
      const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
      const answer = await send(MAY, posted(body));
      const review = readJson(answer.text);
      assert.equal(answer.status, 201, answer.text);
      assert.deepEqual(memberAt(review, ['spec']), withoutEmpty(spec));
      return memberAt(review, ['status']);
    }
  });
}

function reasonOf(binding: string): string {
  return `RBAC: allowed by ${binding} to User "${LIMITED.username}"`;
}

/** Go leaves out empty texts. */
function withoutEmpty(spec: Json): Json {
  return readJson(JSON.stringify(spec, (_key, value: unknown) => (value === '' ? undefined : value)));
}
