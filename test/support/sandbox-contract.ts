/**
 * What an API server answers, as tests that run against any of them: the sandbox, or a real kube-apiserver.
 * Bodies are compared whole wherever the project reads them.
 */
import assert from 'node:assert/strict';
import { at, isList, readJson, type Json } from '../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../lib/sandbox/object.ts';
import { describeCallers } from './sandbox-contract-callers.ts';
import { failure, type ContractAnswer, type ContractServer } from './sandbox-contract-server.ts';
import { deployment, namespaceObject, rollout, statefulSet } from './sandbox-workloads.ts';
import { podImage } from './pod-image.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/contract/deployments';
const JSON_PATCH = 'application/json-patch+json';
const REFUSED = failure(422, 'the server rejected our request due to an error in our request', 'Invalid', {});

/** Registers the tests; `start` is called once, and gives a server without any workload in it. */
export function describeContract(suite: string, start: () => Promise<ContractServer>): void {
  describe(suite, () => {
    let server: ContractServer;
    let count = 0;

    before(async () => {
      server = await start();
      for (const name of ['contract', 'contract-other', 'contract-empty'])
        await server.create(namespaceObject(name));
      for (const name of ['a', 'b', 'c']) await server.create(deployment('contract-other', name));
    });
    after(async () => {
      await server.close();
    });

    /** A Deployment of a test's own. */
    async function fresh(metadata: KubernetesObject['metadata'] = {}): Promise<string> {
      count += 1;
      const name = `app-${count}`;
      await server.create(deployment('contract', name, 'nginx:1', metadata));
      return name;
    }

    async function get(path: string): Promise<Json> {
      const { status, text } = await server.send(path);
      assert.equal(status, 200);
      return readJson(text);
    }

    async function patch(
      path: string,
      operations: Json,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<ContractAnswer> {
      const body = JSON.stringify(operations);
      return server.send(path, {
        method: 'PATCH',
        headers: { 'content-type': JSON_PATCH, ...headers },
        body,
      });
    }

    async function refusedPatch(name: string, operations: Json, expected: Json): Promise<void> {
      const { status, text } = await patch(`${DEPLOYMENTS}/${name}`, operations);
      assert.deepEqual(readJson(text), expected);
      assert.equal(status, at(expected, ['code']));
    }

    describe('version and paths', () => {
      it('says its version', async () => {
        const version = await get('/version');
        assert.match(textAt(version, ['gitVersion']), /^v1\.\d+\.\d+/);
        assert.equal(at(version, ['major']), '1');
        assert.match(textAt(version, ['minor']), /^\d+$/);
      });

      it('answers a group that is not there in plain text', async () => {
        const { status, headers, text } = await server.send('/apis/nowhere.example.com/v1/things');
        assert.deepEqual([status, text], [404, '404 page not found\n']);
        assert.match(headers.get('content-type') ?? '', /^text\/plain/);
      });

      for (const path of [
        '/apis/argoproj.io/v9/rollouts',
        '/apis/argoproj.io/v1alpha1/things',
        '/apis/argoproj.io/v1alpha1/rollouts/name',
      ]) {
        it(`answers ${path}, of a custom resource's group, in plain text too`, async () => {
          const { status, text } = await server.send(path);
          assert.deepEqual([status, text], [404, '404 page not found\n']);
        });
      }

      for (const path of [
        '/apis/apps/v9/deployments',
        '/apis/apps/v1/things',
        '/apis/apps/v1/deployments/name',
        '/api/v9/pods',
        '/api/v1/things',
      ]) {
        it(`answers ${path}, of a built-in group, with a Status`, async () => {
          const { status, text } = await server.send(path);
          const message = 'the server could not find the requested resource';
          assert.deepEqual([status, readJson(text)], [404, failure(404, message, 'NotFound', {})]);
        });
      }

      it('refuses a token that it does not know', async () => {
        const { status, text } = await server.send('/apis/apps/v1/deployments', { token: 'not-a-token' });
        assert.equal(status, 401);
        assert.deepEqual(readJson(text), failure(401, 'Unauthorized', 'Unauthorized'));
      });

      for (const [method, path] of [
        ['PUT', DEPLOYMENTS],
        ['PATCH', DEPLOYMENTS],
        ['POST', `${DEPLOYMENTS}/app`],
      ] as const) {
        it(`does not allow ${method} on ${path}`, async () => {
          const headers = { 'content-type': JSON_PATCH };
          const { status, text } = await server.send(path, { method, headers, body: '[]' });
          assert.equal(status, 405);
          const message = 'the server does not allow this method on the requested resource';
          assert.deepEqual(readJson(text), failure(405, message, 'MethodNotAllowed', {}));
        });
      }
    });

    describe('lists', () => {
      it('writes kind, apiVersion, metadata and items in this order', async () => {
        const { headers, text } = await server.send('/apis/apps/v1/deployments');
        assert.match(
          text,
          /^\{"kind":"DeploymentList","apiVersion":"apps\/v1","metadata":\{"resourceVersion":"\d+"\},"items":\[/,
        );
        assert.match(text, /\]\}\n$/);
        assert.equal(headers.get('content-type'), 'application/json');
      });

      it('writes items without kind and apiVersion', async () => {
        for (const item of items(await get('/apis/apps/v1/namespaces/contract-other/deployments'))) {
          assert.deepEqual([at(item, ['kind']), at(item, ['apiVersion'])], [undefined, undefined]);
        }
      });

      it('sorts by namespace and name', async () => {
        const list = await get('/apis/apps/v1/namespaces/contract-other/deployments');
        assert.deepEqual(names(list), ['a', 'b', 'c']);
      });

      it('lists one namespace without those whose name starts alike', async () => {
        await fresh();
        const list = items(await get(DEPLOYMENTS));
        assert.deepEqual([...new Set(list.map((item) => at(item, ['metadata', 'namespace'])))], ['contract']);
      });

      for (const namespace of ['contract-empty', 'contract-missing']) {
        it(`answers an empty list for the namespace ${namespace}`, async () => {
          const list = await get(`/apis/apps/v1/namespaces/${namespace}/deployments`);
          assert.deepEqual([at(list, ['kind']), at(list, ['items'])], ['DeploymentList', []]);
        });
      }

      it('lists namespaces', async () => {
        const all = names(await get('/api/v1/namespaces'));
        assert.ok(['contract', 'contract-empty', 'contract-other'].every((name) => all.includes(name)));
      });

      it('goes on where a page ended, and says how much is left', async () => {
        const path = '/apis/apps/v1/namespaces/contract-other/deployments?limit=2';
        const first = await get(path);
        assert.deepEqual([names(first), at(first, ['metadata', 'remainingItemCount'])], [['a', 'b'], 1]);
        const second = await get(`${path}&continue=${textAt(first, ['metadata', 'continue'])}`);
        assert.deepEqual([names(second), at(second, ['metadata', 'continue'])], [['c'], undefined]);
        assert.equal(at(second, ['metadata', 'resourceVersion']), at(first, ['metadata', 'resourceVersion']));
      });

      it('writes no continue on a page that holds everything', async () => {
        const list = await get('/apis/apps/v1/namespaces/contract-other/deployments?limit=3');
        assert.deepEqual([names(list).length, at(list, ['metadata', 'continue'])], [3, undefined]);
      });

      it('takes a limit below one for none', async () => {
        for (const limit of [0, -1]) {
          const list = await get(`/apis/apps/v1/namespaces/contract-other/deployments?limit=${limit}`);
          assert.equal(names(list).length, 3);
        }
      });

      it('refuses a limit that is no number', async () => {
        const { status, text } = await server.send(`${DEPLOYMENTS}?limit=x`);
        const message = 'strconv.ParseInt: parsing "x": invalid syntax';
        assert.deepEqual([status, readJson(text)], [400, failure(400, message, 'BadRequest')]);
      });

      it('refuses to answer in a form that it does not have', async () => {
        const { status, text } = await server.send(DEPLOYMENTS, { headers: { accept: 'text/html' } });
        assert.deepEqual([status, at(readJson(text), ['reason'])], [406, 'NotAcceptable']);
      });

      it('refuses a continue that it did not make', async () => {
        const { status, text } = await server.send('/apis/apps/v1/deployments?limit=2&continue=nonsense');
        assert.equal(status, 400);
        assert.equal(at(readJson(text), ['reason']), 'BadRequest');
        assert.equal(at(readJson(text), ['details']), undefined);
      });
    });

    describe('a continue that is too old', () => {
      const path = '/apis/apps/v1/namespaces/contract-other/deployments';
      let answer: ContractAnswer;

      before(async () => {
        const first = await get(`${path}?limit=1`);
        await server.expireContinueTokens();
        answer = await server.send(`${path}?limit=1&continue=${textAt(first, ['metadata', 'continue'])}`);
      });

      it('is answered with 410 Expired', () => {
        const body = readJson(answer.text);
        assert.deepEqual([answer.status, at(body, ['code']), at(body, ['reason'])], [410, 410, 'Expired']);
        assert.equal(at(body, ['details']), undefined);
      });

      it('is answered with a fresh one that goes on after the first page', async () => {
        const fresher = textAt(readJson(answer.text), ['metadata', 'continue']);
        assert.deepEqual(names(await get(`${path}?limit=1&continue=${fresher}`)), ['b']);
        assert.deepEqual(names(await get(`${path}?continue=${fresher}`)), ['b', 'c']);
      });

      it('does not stand in the way of a new list', async () => {
        assert.deepEqual(names(await get(`${path}?limit=2`)), ['a', 'b']);
      });
    });

    describe('what a user without rights gets', () => {
      const scope = 'in API group "apps"';
      for (const [verb, method, path, name, where] of [
        ['list', 'GET', '/apis/apps/v1/deployments', undefined, 'at the cluster scope'],
        ['list', 'GET', DEPLOYMENTS, undefined, 'in the namespace "contract"'],
        ['get', 'GET', `${DEPLOYMENTS}/app`, 'app', 'in the namespace "contract"'],
        ['patch', 'PATCH', `${DEPLOYMENTS}/app`, 'app', 'in the namespace "contract"'],
      ] as const) {
        it(`is 403 for ${verb} ${where}, whether or not the object is there`, async () => {
          const { status, text } = await server.sendForbidden(path, {
            method,
            ...(method === 'PATCH' ? { headers: { 'content-type': JSON_PATCH }, body: '[]' } : {}),
          });
          const subject = name === undefined ? 'deployments.apps' : `deployments.apps "${name}"`;
          const user = `User "${server.forbiddenUser}"`;
          const message = `${subject} is forbidden: ${user} cannot ${verb} resource "deployments" ${scope} ${where}`;
          const details = { ...(name === undefined ? {} : { name }), group: 'apps', kind: 'deployments' };
          assert.deepEqual([status, readJson(text)], [403, failure(403, message, 'Forbidden', details)]);
        });
      }

      it('is the version all the same', async () => {
        const { status } = await server.sendForbidden('/version');
        assert.equal(status, 200);
      });
    });

    describeCallers(() => server);

    describe('get', () => {
      it('answers the object with its kind', async () => {
        const name = await fresh();
        const object = await get(`${DEPLOYMENTS}/${name}`);
        assert.deepEqual([at(object, ['kind']), at(object, ['apiVersion'])], ['Deployment', 'apps/v1']);
        assert.equal(at(object, ['metadata', 'generation']), 1);
        assert.match(textAt(object, ['metadata', 'uid']), /^[0-9a-f-]{36}$/);
        assert.match(textAt(object, ['metadata', 'creationTimestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      });

      it('answers 404 with details for an object that is not there', async () => {
        const { status, text } = await server.send(`${DEPLOYMENTS}/missing`);
        assert.deepEqual([status, readJson(text)], [404, missing('missing')]);
      });

      it('leaves the group out of the details in the core group', async () => {
        const { text } = await server.send('/api/v1/namespaces/contract-missing');
        const details = { name: 'contract-missing', kind: 'namespaces' };
        assert.deepEqual(
          readJson(text),
          failure(404, 'namespaces "contract-missing" not found', 'NotFound', details),
        );
      });
    });

    describe('patches that apply', () => {
      it('changes what the patch says and counts up', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const old = await get(path);
        const image = '/spec/template/spec/containers/0/image';
        const { status, text } = await patch(`${path}?fieldManager=contract`, [
          { op: 'test', path: image, value: 'nginx:1' },
          { op: 'replace', path: image, value: 'nginx:2' },
        ]);
        assert.equal(status, 200);
        assert.deepEqual(readJson(text), await get(path));
        assert.equal(podImage(readJson(text)), 'nginx:2');
        assert.equal(at(readJson(text), ['metadata', 'generation']), 2);
        assert.ok(versionOf(readJson(text)) > versionOf(old));
      });

      it('leaves resourceVersion and generation alone where nothing changes', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const old = await get(path);
        const { status } = await patch(path, [
          { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:1' },
        ]);
        assert.equal(status, 200);
        const now = await get(path);
        assert.deepEqual([versionOf(now), at(now, ['metadata', 'generation'])], [versionOf(old), 1]);
      });

      it('does not count a label as a new generation', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const { text } = await patch(path, [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }]);
        assert.equal(at(readJson(text), ['metadata', 'generation']), 1);
      });

      it('counts an annotation of a Deployment as a new generation', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const { text } = await patch(path, [{ op: 'add', path: '/metadata/annotations', value: { a: 'b' } }]);
        assert.equal(at(readJson(text), ['metadata', 'generation']), 2);
      });

      it('does not count an annotation of a StatefulSet', async () => {
        await server.create(statefulSet('contract', 'annotated'));
        const path = '/apis/apps/v1/namespaces/contract/statefulsets/annotated';
        const { text } = await patch(path, [{ op: 'add', path: '/metadata/annotations', value: { a: 'b' } }]);
        assert.equal(at(readJson(text), ['metadata', 'generation']), 1);
      });

      it('finds no annotations where there are none, and makes the map', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const { status, text } = await patch(path, [
          { op: 'test', path: '/metadata/annotations', value: null },
          { op: 'add', path: '/metadata/annotations', value: {} },
          { op: 'add', path: '/metadata/annotations/example.com~1key', value: '~/' },
        ]);
        assert.equal(status, 200);
        assert.deepEqual(at(readJson(text), ['metadata', 'annotations']), { 'example.com/key': '~/' });
      });

      it('finds a key missing in a map that is there', async () => {
        const path = `${DEPLOYMENTS}/${await fresh({ annotations: { a: 'b' } })}`;
        const { status } = await patch(path, [
          { op: 'test', path: '/metadata/annotations/missing', value: null },
        ]);
        assert.equal(status, 200);
      });

      it('does not keep an empty map', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const { text } = await patch(path, [{ op: 'add', path: '/metadata/annotations', value: {} }]);
        assert.equal(at(readJson(text), ['metadata', 'annotations']), undefined);
      });

      it('stores nothing on a dry run, and answers as if it had', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const old = await get(path);
        const change = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:2' }];
        const { status, text } = await patch(`${path}?dryRun=All`, change);
        assert.deepEqual([status, podImage(readJson(text))], [200, 'nginx:2']);
        assert.equal(at(readJson(text), ['metadata', 'generation']), 2);
        assert.equal(versionOf(readJson(text)), versionOf(old));
        assert.deepEqual(await get(path), old);
      });

      it('answers metadata only where that is what is accepted', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
        const { status, text } = await patch(path, [], { accept });
        const { kind, apiVersion, name, spec } = parts(readJson(text));
        assert.deepEqual(
          [status, kind, apiVersion, spec],
          [200, 'PartialObjectMetadata', 'meta.k8s.io/v1', undefined],
        );
        assert.ok(typeof name === 'string' && path.endsWith(`/${name}`));
      });

      it('takes the current resourceVersion', async () => {
        const path = `${DEPLOYMENTS}/${await fresh()}`;
        const resourceVersion = String(versionOf(await get(path)));
        const { status } = await patch(path, [
          { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
        ]);
        assert.equal(status, 200);
      });
    });

    describe('patches that are refused', () => {
      const image = '/spec/template/spec/containers/0/image';
      for (const [title, operations] of [
        ['a test that does not hold', [{ op: 'test', path: image, value: 'nginx:9' }]],
        [
          'a change after which a test does not hold',
          [
            { op: 'replace', path: image, value: 'nginx:2' },
            { op: 'test', path: image, value: 'nginx:1' },
          ],
        ],
        ['a test of null where there is a value', [{ op: 'test', path: image, value: null }]],
        ['a test of a key of a missing map', [{ op: 'test', path: '/metadata/annotations/a', value: null }]],
        ['an add to a missing map', [{ op: 'add', path: '/metadata/annotations/a', value: 'b' }]],
        ['a replace below a missing place', [{ op: 'replace', path: '/spec/nothing/here', value: 1 }]],
        [
          'a replace past the end of a list',
          [{ op: 'replace', path: '/spec/template/spec/containers/7/image', value: 'x' }],
        ],
        ['a remove of what is not there', [{ op: 'remove', path: '/metadata/missing' }]],
        ['an operation that does not exist', [{ op: 'mend', path: image }]],
      ] as const) {
        it(`answers 422 Invalid with empty details to ${title}`, async () => {
          const name = await fresh();
          await refusedPatch(name, operations, REFUSED);
          assert.equal(podImage(await get(`${DEPLOYMENTS}/${name}`)), 'nginx:1');
        });
      }

      it('names the field of an empty image', async () => {
        const name = await fresh();
        const field = 'spec.template.spec.containers[0].image';
        await refusedPatch(
          name,
          [{ op: 'replace', path: image, value: '' }],
          invalid(name, `${field}: Required value`, [
            { reason: 'FieldValueRequired', message: 'Required value', field },
          ]),
        );
      });

      it('names a label value that is no label value', async () => {
        const name = await fresh({ labels: { a: 'b' } });
        const message =
          'Invalid value: "not a label": a valid label must be an empty string or consist of alphanumeric characters, ' +
          "'-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or " +
          "'12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
        const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.labels' };
        const operations = [{ op: 'add', path: '/metadata/labels/a', value: 'not a label' }];
        await refusedPatch(
          name,
          operations,
          invalid(name, `metadata.labels: ${message}`, [cause, cause, cause]),
        );
      });

      for (const [title, path, value, reason] of [
        ['a label of 64 characters', '/metadata/labels/a', 'x'.repeat(64), 'FieldValueInvalid'],
        ['a label key with two slashes', '/metadata/labels/a~1b~1c', 'x', 'FieldValueInvalid'],
        ['an annotation key with a space', '/metadata/annotations/a b', 'x', 'FieldValueInvalid'],
        [
          'annotations of more than 256 KiB',
          '/metadata/annotations/a',
          'x'.repeat(256 * 1024),
          'FieldValueTooLong',
        ],
      ] as const) {
        it(`refuses ${title} with a cause`, async () => {
          const name = await fresh({ labels: { l: 'l' }, annotations: { n: 'n' } });
          const { status, text } = await patch(`${DEPLOYMENTS}/${name}`, [{ op: 'add', path, value }]);
          assert.equal(status, 422);
          const causes = at(readJson(text), ['details', 'causes']);
          assert.ok(isList(causes) && causes.length > 0);
          for (const cause of causes) {
            assert.equal(at(cause, ['reason']), reason);
            assert.equal(at(cause, ['field']), path.split('/').slice(1, 3).join('.'));
          }
        });
      }

      it('refuses an image that is no text', async () => {
        const { status, text } = await patch(`${DEPLOYMENTS}/${await fresh()}`, [
          { op: 'replace', path: image, value: 7 },
        ]);
        const body = readJson(text);
        assert.deepEqual(
          [status, at(body, ['reason']), at(body, ['details', 'name'])],
          [422, 'Invalid', undefined],
        );
      });

      it('refuses a stale resourceVersion as a conflict', async () => {
        const name = await fresh();
        await refusedPatch(name, [{ op: 'replace', path: '/metadata/resourceVersion', value: '1' }], {
          ...failure(
            409,
            `Operation cannot be fulfilled on deployments.apps "${name}": the object has been modified; ` +
              'please apply your changes to the latest version and try again',
            'Conflict',
            { name, group: 'apps', kind: 'deployments' },
          ),
        });
      });

      it('refuses another name, and none', async () => {
        const name = await fresh();
        for (const [value, message] of [
          ['other', `the name of the object (other) does not match the name on the URL (${name})`],
          ['', `the name of the object (${name} based on URL) was undeterminable: name must be provided`],
        ] as const) {
          const operations = [{ op: 'replace', path: '/metadata/name', value }];
          await refusedPatch(name, operations, failure(400, message, 'BadRequest'));
        }
      });

      it('refuses another namespace before another name', async () => {
        const message =
          'the namespace of the provided object does not match the namespace sent on the request';
        const operations = ['name', 'namespace'].map((key) => ({
          op: 'replace',
          path: `/metadata/${key}`,
          value: 'other',
        }));
        await refusedPatch(await fresh(), operations, failure(400, message, 'BadRequest'));
      });

      it('refuses another uid', async () => {
        const name = await fresh();
        const message = 'Invalid value: "other": field is immutable';
        const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.uid' };
        const operations = [{ op: 'replace', path: '/metadata/uid', value: 'other' }];
        await refusedPatch(name, operations, invalid(name, `metadata.uid: ${message}`, [cause, cause]));
      });

      for (const key of ['kind', 'apiVersion']) {
        it(`refuses another ${key}`, async () => {
          const { status, text } = await patch(`${DEPLOYMENTS}/${await fresh()}`, [
            { op: 'replace', path: `/${key}`, value: 'other' },
          ]);
          assert.deepEqual([status, at(readJson(text), ['reason'])], [422, 'Invalid']);
        });
      }

      it('takes null for a patch that says nothing, and no operation of null', async () => {
        const name = await fresh();
        assert.equal((await patch(`${DEPLOYMENTS}/${name}`, null)).status, 200);
        await refusedPatch(name, [null], REFUSED);
      });

      for (const body of ['', 'nonsense', '{}', '[{"op":5}]', '[7]']) {
        it(`answers 400 to the patch ${body === '' ? 'without a body' : body}`, async () => {
          const path = `${DEPLOYMENTS}/${await fresh()}`;
          const { status, text } = await server.send(path, {
            method: 'PATCH',
            headers: { 'content-type': JSON_PATCH },
            body,
          });
          assert.equal(status, 400);
          assert.equal(at(readJson(text), ['reason']), 'BadRequest');
          assert.equal(at(readJson(text), ['details']), undefined);
        });
      }

      it('answers 404 for an object that is not there, before it reads the patch', async () => {
        const { status, text } = await server.send(`${DEPLOYMENTS}/missing`, {
          method: 'PATCH',
          headers: { 'content-type': JSON_PATCH },
          body: 'nonsense',
        });
        assert.deepEqual([status, readJson(text)], [404, missing('missing')]);
      });

      it('answers 404 for an object of a namespace that is not there', async () => {
        const { status, text } = await patch(
          '/apis/apps/v1/namespaces/contract-missing/deployments/missing',
          [],
        );
        assert.deepEqual([status, readJson(text)], [404, missing('missing')]);
      });

      it('answers 415 to a patch of another type', async () => {
        const headers = { 'content-type': 'text/plain' };
        const { status, text } = await server.send(`${DEPLOYMENTS}/${await fresh()}`, {
          method: 'PATCH',
          headers,
          body: '[]',
        });
        assert.deepEqual([status, at(readJson(text), ['reason'])], [415, 'UnsupportedMediaType']);
      });

      it('refuses a dry run of another kind', async () => {
        const { status, text } = await patch(`${DEPLOYMENTS}/${await fresh()}?dryRun=all`, []);
        const message = 'Unsupported value: ["all"]: supported values: "All"';
        const causes = [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }];
        const details = { group: 'meta.k8s.io', kind: 'PatchOptions', causes };
        const whole = `PatchOptions.meta.k8s.io "" is invalid: dryRun: ${message}`;
        assert.deepEqual([status, readJson(text)], [422, failure(422, whole, 'Invalid', details)]);
      });
    });

    describe('custom resources', () => {
      const path = '/apis/argoproj.io/v1alpha1/namespaces/contract-other/rollouts';
      const image = '/spec/template/spec/containers/0/image';

      before(async () => {
        for (const name of ['a', 'b', 'c']) await server.create(rollout('contract-other', name));
      });

      it('write lists with their members by the alphabet', async () => {
        const { text } = await server.send(path);
        assert.match(text, /^\{"apiVersion":"argoproj\.io\/v1alpha1","items":\[\{"apiVersion":/);
        assert.match(
          text,
          /\],"kind":"RolloutList","metadata":\{"continue":"","resourceVersion":"\d+"\}\}\n$/,
        );
      });

      it('write items with kind and apiVersion', async () => {
        for (const item of items(await get(path))) {
          assert.equal(at(item, ['kind']), 'Rollout');
          assert.equal(at(item, ['apiVersion']), 'argoproj.io/v1alpha1');
        }
      });

      it('come in pages', async () => {
        const first = await get(`${path}?limit=2`);
        assert.deepEqual([names(first), at(first, ['metadata', 'remainingItemCount'])], [['a', 'b'], 1]);
        const second = await get(`${path}?limit=2&continue=${textAt(first, ['metadata', 'continue'])}`);
        assert.deepEqual(names(second), ['c']);
      });

      it('answer 404 with details for an object that is not there', async () => {
        const { status, text } = await server.send(`${path}/missing`);
        const details = { name: 'missing', group: 'argoproj.io', kind: 'rollouts' };
        const message = 'rollouts.argoproj.io "missing" not found';
        assert.deepEqual([status, readJson(text)], [404, failure(404, message, 'NotFound', details)]);
      });

      it('count a changed spec as a new generation, and nothing else', async () => {
        const annotations = [{ op: 'add', path: '/metadata/annotations', value: { a: 'b' } }];
        const annotated = readJson((await patch(`${path}/a`, annotations)).text);
        const change = [
          { op: 'test', path: image, value: 'nginx:1' },
          { op: 'replace', path: image, value: 'nginx:2' },
        ];
        const changed = readJson((await patch(`${path}/a`, change)).text);
        assert.deepEqual(
          [annotated, changed].map((each) => at(each, ['metadata', 'generation'])),
          [1, 2],
        );
        assert.equal(podImage(changed), 'nginx:2');
      });

      it('take any image, as their schema does', async () => {
        const { status } = await patch(`${path}/b`, [{ op: 'replace', path: image, value: '' }]);
        assert.equal(status, 200);
      });

      it('answer 422 Invalid with empty details to a test that does not hold', async () => {
        const { status, text } = await patch(`${path}/c`, [{ op: 'test', path: image, value: 'nginx:9' }]);
        assert.deepEqual([status, readJson(text)], [422, REFUSED]);
      });

      it('need the resourceVersion', async () => {
        const { status, text } = await patch(`${path}/c`, [
          { op: 'remove', path: '/metadata/resourceVersion' },
        ]);
        const message = 'Invalid value: 0: must be specified for an update';
        const causes = [{ reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' }];
        const details = { name: 'c', group: 'argoproj.io', kind: 'rollouts', causes };
        const whole = `rollouts.argoproj.io "c" is invalid: metadata.resourceVersion: ${message}`;
        assert.deepEqual([status, readJson(text)], [422, failure(422, whole, 'Invalid', details)]);
      });

      it('answer 415 to a patch of another type', async () => {
        const headers = { 'content-type': 'text/plain' };
        const { status, text } = await server.send(`${path}/c`, { method: 'PATCH', headers, body: '[]' });
        const message =
          'the body of the request was in an unknown format - accepted media types include: ' +
          'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
        assert.deepEqual([status, readJson(text)], [415, failure(415, message, 'UnsupportedMediaType')]);
      });
    });
  });
}

function missing(name: string): Json {
  return failure(404, `deployments.apps "${name}" not found`, 'NotFound', {
    name,
    group: 'apps',
    kind: 'deployments',
  });
}

function invalid(name: string, what: string, causes: Json): Json {
  const details = { name, group: 'apps', kind: 'Deployment', causes };
  return failure(422, `Deployment.apps "${name}" is invalid: ${what}`, 'Invalid', details);
}

/** The text at a path; empty where there is none. */
function textAt(value: Json, path: readonly string[]): string {
  const text = at(value, path);
  return typeof text === 'string' ? text : '';
}

function items(list: Json): readonly Json[] {
  const value = at(list, ['items']);
  assert.ok(isList(value));
  return value;
}

function names(list: Json): readonly Json[] {
  return items(list).map((item) => at(item, ['metadata', 'name']) ?? null);
}

function versionOf(object: Json): number {
  return Number(at(object, ['metadata', 'resourceVersion']));
}

function parts(object: Json): Readonly<Record<'kind' | 'apiVersion' | 'name' | 'spec', Json | undefined>> {
  return {
    kind: at(object, ['kind']),
    apiVersion: at(object, ['apiVersion']),
    name: at(object, ['metadata', 'name']),
    spec: at(object, ['spec']),
  };
}
