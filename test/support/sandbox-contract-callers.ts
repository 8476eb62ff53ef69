/** The part of the contract that is about who calls: reviews of oneself, rights, and the image-only policy. */
import assert from 'node:assert/strict';
import { at, isList, readJson, type Json } from '../../lib/sandbox/json.ts';
import {
  failure,
  LIMITED,
  type ContractAnswer,
  type ContractRequest,
  type ContractServer,
} from './sandbox-contract-server.ts';
import { deployment } from './sandbox-workloads.ts';

const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const MAY = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const WHO_AM_I = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
const DEPLOYMENTS = '/apis/apps/v1/namespaces/contract/deployments';

type Send = ContractServer['send'];

/** Registers the tests; `serverOf` gives the server once tests run. */
export function describeCallers(serverOf: () => ContractServer): void {
  const asAdmin: Send = (path, request) => serverOf().send(path, request);
  const asLimited: Send = (path, request) => serverOf().sendLimited(path, request);
  const asNobody: Send = (path, request) => serverOf().sendForbidden(path, request);

  describe('a review of who one is', () => {
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
          [status, headers.get('content-type'), at(review, ['kind']), at(review, ['apiVersion'])],
          [201, 'application/json', kind, apiVersion],
        );
        assert.equal(at(review, ['status', 'userInfo', 'username']), nameOf());
        const groups = at(review, ['status', 'userInfo', 'groups']);
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
          [status, at(readJson(text), ['status', 'userInfo', 'username'])],
          [201, LIMITED.username],
        );
      });
    }

    it('can be answered with its metadata only', async () => {
      const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
      const { status, text } = await asLimited(WHO, posted(WHO_AM_I, { accept }));
      assert.deepEqual([status, at(readJson(text), ['kind'])], [201, 'PartialObjectMetadata']);
    });

    it('needs no content type, and takes no other', async () => {
      const other = posted(WHO_AM_I, { 'content-type': 'text/plain' });
      const none = { ...other, headers: {} };
      assert.equal((await asLimited(WHO, none)).status, 201);
      const { status, text } = await asLimited(WHO, other);
      assert.deepEqual([status, at(readJson(text), ['reason'])], [415, 'UnsupportedMediaType']);
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

  describe('a review of what one may do', () => {
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
      assert.equal(at(status, ['allowed']), true);
      assert.ok(
        either.some((reason) => reason === at(status, ['reason'])),
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
      assert.deepEqual(at(review, ['spec']), withoutEmpty(spec));
      return at(review, ['status']);
    }
  });

  describe('a body that is no review', () => {
    const inThis = 'cannot be handled as a SelfSubjectAccessReview';
    const scheme = 'in scheme "pkg/runtime/scheme.go:111"';
    const kind = 'SelfSubjectAccessReview';
    const notThis = 'the object provided is unrecognized (must be of type SelfSubjectAccessReview)';

    it('is empty', async () => {
      const what = "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)";
      await refused('', failure(400, `${notThis}: ${what}`, 'BadRequest'));
    });

    for (const [body, summary] of [
      ['nonsense', '6e6f6e73656e7365'],
      ['[]', '5b5d'],
      ['7', '37'],
      ['{"cut": ', '{"cut": '],
      [`{${' '.repeat(40)}`, `{${' '.repeat(29)} ...`],
      ['x'.repeat(40), `${'78'.repeat(30)} ...`],
    ]) {
      it(`is ${body}`, async () => {
        const { status, text } = await asLimited(MAY, { ...posted({}), body: body ?? '' });
        const message = at(readJson(text), ['message']);
        assert.deepEqual([status, at(readJson(text), ['reason'])], [400, 'BadRequest']);
        assert.ok(typeof message === 'string');
        assert.ok(message.startsWith(`${notThis}: couldn't get version/kind; json parse error: `));
        assert.ok(message.endsWith(`(${summary})`));
      });
    }

    for (const [title, body, what] of [
      [
        'is of another kind',
        { kind: 'Pod' },
        `Pod in version "v1" ${inThis}: no kind "Pod" is registered for version "authorization.k8s.io/v1" ${scheme}`,
      ],
      [
        'is of another version',
        { apiVersion: 'example.com/v2' },
        `${kind} in version "v2" ${inThis}: no kind "${kind}" is registered for version "example.com/v2" ${scheme}`,
      ],
      [
        'has a number as its spec',
        { spec: 7 },
        mistyped('number', 'SelfSubjectAccessReview.spec', 'v1.SelfSubjectAccessReviewSpec'),
      ],
      [
        'has a text as its metadata',
        { metadata: 'x' },
        mistyped('string', 'SelfSubjectAccessReview.metadata', 'v1.ObjectMeta'),
      ],
      [
        'has a list as its attributes',
        { spec: { resourceAttributes: [] } },
        mistyped('array', 'SelfSubjectAccessReviewSpec.spec.resourceAttributes', 'v1.ResourceAttributes'),
      ],
      [
        'has a verb that is no text',
        { spec: { resourceAttributes: { verb: true } } },
        mistyped('bool', 'ResourceAttributes.spec.resourceAttributes.verb', 'string'),
      ],
    ] as const) {
      it(title, async () => {
        await refused(JSON.stringify(body), failure(400, what, 'BadRequest'));
      });
    }

    function mistyped(was: string, field: string, type: string): string {
      return `${kind} in version "v1" ${inThis}: json: cannot unmarshal ${was} into Go struct field ${field} of type ${type}`;
    }

    for (const body of [{}, { spec: {} }, { spec: { resourceAttributes: null } }]) {
      it(`asks nothing: ${JSON.stringify(body)}`, async () => {
        const what = 'null: exactly one of nonResourceAttributes or resourceAttributes must be specified';
        await refused(JSON.stringify(body), invalid('spec.resourceAttributes', what));
      });
    }

    it('asks two things', async () => {
      const spec = { resourceAttributes: {}, nonResourceAttributes: { path: '/version', verb: 'get' } };
      const what =
        '{"Path":"/version","Verb":"get"}: cannot be specified in combination with resourceAttributes';
      await refused(JSON.stringify({ spec }), invalid('spec.nonResourceAttributes', what));
    });

    async function refused(body: string, expected: Json): Promise<void> {
      const { status, text } = await asLimited(MAY, { ...posted({}), body });
      assert.deepEqual(readJson(text), expected);
      assert.equal(status, at(expected, ['code']));
    }
  });

  describe('a right that is missing', () => {
    for (const [method, path, message, details] of [
      [
        'GET',
        '/apis/apps/v1/deployments',
        'deployments.apps is forbidden: * cannot list resource "deployments" in API group "apps" at the cluster scope',
        { group: 'apps', kind: 'deployments' },
      ],
      [
        'GET',
        '/apis/apps/v1/statefulsets?watch=true',
        'statefulsets.apps is forbidden: * cannot watch resource "statefulsets" in API group "apps" at the cluster scope',
        { group: 'apps', kind: 'statefulsets' },
      ],
      [
        'PATCH',
        '/apis/apps/v1/namespaces/contract-other/deployments/a',
        'deployments.apps "a" is forbidden: * cannot patch resource "deployments" in API group "apps" in the namespace "contract-other"',
        { name: 'a', group: 'apps', kind: 'deployments' },
      ],
      [
        'PUT',
        `${DEPLOYMENTS}/a`,
        'deployments.apps "a" is forbidden: * cannot update resource "deployments" in API group "apps" in the namespace "contract"',
        { name: 'a', group: 'apps', kind: 'deployments' },
      ],
      [
        'DELETE',
        DEPLOYMENTS,
        'deployments.apps is forbidden: * cannot deletecollection resource "deployments" in API group "apps" in the namespace "contract"',
        { group: 'apps', kind: 'deployments' },
      ],
      [
        'GET',
        `${DEPLOYMENTS}/a/scale`,
        'deployments.apps "a" is forbidden: * cannot get resource "deployments/scale" in API group "apps" in the namespace "contract"',
        { name: 'a', group: 'apps', kind: 'deployments' },
      ],
      [
        'GET',
        '/api/v1/namespaces/contract',
        'namespaces "contract" is forbidden: * cannot get resource "namespaces" in API group "" in the namespace "contract"',
        { name: 'contract', kind: 'namespaces' },
      ],
      [
        'GET',
        '/apis/nowhere.example.com/v1/things',
        'things.nowhere.example.com is forbidden: * cannot list resource "things" in API group "nowhere.example.com" at the cluster scope',
        { group: 'nowhere.example.com', kind: 'things' },
      ],
      [
        'GET',
        WHO,
        'selfsubjectreviews.authentication.k8s.io is forbidden: * cannot list resource "selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope',
        { group: 'authentication.k8s.io', kind: 'selfsubjectreviews' },
      ],
      ['POST', '/version', 'forbidden: * cannot post path "/version"', {}],
      ['GET', '/metrics', 'forbidden: * cannot get path "/metrics"', {}],
    ] as const) {
      it(`is 403 for ${method} ${path}`, async () => {
        const { status, text } = await asLimited(path, { method });
        const whole = message.replace('*', `User "${LIMITED.username}"`);
        assert.deepEqual([status, readJson(text)], [403, failure(403, whole, 'Forbidden', details)]);
      });
    }

    it('does not take away those that are there', async () => {
      for (const path of ['/version', '/apis/apps/v1/statefulsets', DEPLOYMENTS])
        assert.equal((await asLimited(path)).status, 200);
    });
  });

  describe('the image-only policy', () => {
    const app = '/spec/template/spec/containers/0';
    const only = 'an image may only change to another tag or digest of the same repository';
    let count = 0;

    /** A Deployment of a test's own. */
    async function fresh(metadata: Readonly<Record<string, Json>> = {}): Promise<string> {
      const name = `guarded-${(count += 1)}`;
      await serverOf().create(deployment('contract', name, 'nginx:1', metadata));
      return name;
    }

    async function dryRun(send: Send, name: string, operations: Json): Promise<ContractAnswer> {
      return send(`${DEPLOYMENTS}/${name}?dryRun=All`, patchOf(operations));
    }

    const PROBE = [{ op: 'add', path: '/metadata/annotations/image-updater~1probe', value: 'anything' }];
    const PROBE_OF_NONE = [
      { op: 'add', path: '/metadata/annotations', value: { 'image-updater/probe': 'anything' } },
    ];
    const WITH = { annotations: { a: 'b' }, labels: { team: 'a' } };

    for (const [title, metadata, probe] of [
      ['beside annotations', WITH, PROBE],
      ['where there are no annotations', {}, PROBE_OF_NONE],
    ] as const) {
      it(`refuses a probe ${title} on a dry run`, async () => {
        const name = await fresh(metadata);
        const { status, text } = await dryRun(asLimited, name, probe);
        const what = 'may not be changed: metadata.annotations.image-updater/probe';
        assert.deepEqual([status, readJson(text)], [422, denied(name, what)]);
      });

      it(`lets a probe ${title} of somebody else through`, async () => {
        const { status, text } = await dryRun(asAdmin, await fresh(metadata), probe);
        assert.equal(status, 200);
        assert.equal(at(readJson(text), ['metadata', 'annotations', 'image-updater/probe']), 'anything');
      });
    }

    it('says nothing about a probe that does not apply', async () => {
      const { status, text } = await dryRun(asLimited, await fresh(), PROBE);
      assert.deepEqual([status, at(readJson(text), ['details'])], [422, {}]);
    });

    it('refuses what is stored too, and nothing is', async () => {
      const name = await fresh(WITH);
      assert.equal((await asLimited(`${DEPLOYMENTS}/${name}`, patchOf(PROBE))).status, 422);
      const { text } = await asAdmin(`${DEPLOYMENTS}/${name}`);
      assert.deepEqual(at(readJson(text), ['metadata', 'annotations']), { a: 'b' });
    });

    for (const [title, operation, objection] of [
      ['a command', add(`${app}/command`, ['sh']), 'may not be changed: container app: command'],
      ['replicas', add('/spec/replicas', 7), 'may not be changed: spec.replicas'],
      ['a label', add('/metadata/labels/team', 'b'), 'may not be changed: metadata.labels.team'],
      [
        'the loss of the last annotation',
        remove('/metadata/annotations/a'),
        'may not be changed: metadata.annotations, metadata.annotations.a',
      ],
      [
        'finalizers',
        add('/metadata/finalizers', ['example.com/stays']),
        'may not be changed: metadata.finalizers',
      ],
      [
        'an annotation of the pods',
        add('/spec/template/metadata/annotations', { note: 'a' }),
        'may not be changed: template.metadata.annotations.note',
      ],
      [
        'a volume',
        add('/spec/template/spec/volumes', [{ name: 'data', emptyDir: {} }]),
        'may not be changed: template.spec.volumes',
      ],
      ['another repository', add(`${app}/image`, 'evil:1'), `${only}: app to evil:1`],
      [
        'another registry',
        add(`${app}/image`, 'evil.example/nginx:1'),
        `${only}: app to evil.example/nginx:1`,
      ],
      ['two tags', add(`${app}/image`, 'nginx:1:2'), `${only}: app to nginx:1:2`],
      [
        'a container',
        add('/spec/template/spec/containers/-', { name: 'new', image: 'nginx:1' }),
        'containers may not be added, removed, renamed or put in another order',
      ],
    ] as const) {
      it(`refuses ${title}`, async () => {
        const name = await fresh(WITH);
        const { status, text } = await dryRun(asLimited, name, [operation]);
        assert.deepEqual([status, readJson(text)], [422, denied(name, objection)]);
      });
    }

    for (const [title, operation] of [
      ['a tag', add(`${app}/image`, 'nginx:2')],
      ['a digest', add(`${app}/image`, `nginx:2@sha256:${'0'.repeat(64)}`)],
      ['a mark', add('/metadata/labels/app.image-updater~1applied', '1.1')],
      ['a record', add('/metadata/annotations/image-updater~1updates', '{}')],
      ['a change cause', add('/metadata/annotations/kubernetes.io~1change-cause', 'a')],
      [
        'a restart',
        add('/spec/template/metadata/annotations', {
          'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z',
        }),
      ],
      ['what is there already', add('/metadata/labels/team', 'a')],
    ] as const) {
      it(`lets ${title} through`, async () => {
        const { status, text } = await dryRun(asLimited, await fresh(WITH), [operation]);
        assert.equal(status, 200, text);
      });
    }

    it('comes after what Kubernetes itself refuses', async () => {
      const { text } = await dryRun(asLimited, await fresh(WITH), [add(`${app}/image`, '')]);
      assert.equal(at(readJson(text), ['details', 'kind']), 'Deployment');
    });
  });
}

function add(path: string, value: Json): Json {
  return { op: 'add', path, value };
}

function remove(path: string): Json {
  return { op: 'remove', path };
}

function patchOf(operations: Json): ContractRequest {
  const headers = { 'content-type': 'application/json-patch+json' };
  return { method: 'PATCH', headers, body: JSON.stringify(operations) };
}

function posted(body: Json, headers: Readonly<Record<string, string>> = {}): ContractRequest {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function reasonOf(binding: string): string {
  return `RBAC: allowed by ${binding} to User "${LIMITED.username}"`;
}

/** Go leaves out empty texts. */
function withoutEmpty(spec: Json): Json {
  return readJson(JSON.stringify(spec, (_key, value: unknown) => (value === '' ? undefined : value)));
}

function invalid(field: string, what: string): Json {
  const message = `Invalid value: ${what}`;
  const details = {
    group: 'authorization.k8s.io',
    causes: [{ reason: 'FieldValueInvalid', message, field }],
  };
  return failure(422, `.authorization.k8s.io "" is invalid: ${field}: ${message}`, 'Invalid', details);
}

function denied(name: string, objection: string): Json {
  const policy = `image-updater-image-only.${LIMITED.username.replace('@', '.')}`;
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: ${objection}`;
  const details = { name, group: 'apps', kind: 'deployments', causes: [{ message }] };
  return failure(422, `deployments.apps "${name}" is forbidden: ${message}`, 'Invalid', details);
}
