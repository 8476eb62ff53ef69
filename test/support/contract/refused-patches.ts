/** Patches that are refused. */
import assert from 'node:assert/strict';
import { memberAt, isList, readJson } from '../../../lib/sandbox/json.ts';
import { failure, type ContractServer } from '../sandbox-contract-server.ts';
import { podImage } from '../pod-image.ts';
import { DEPLOYMENTS, JSON_PATCH, type Contract, missing, invalid, REFUSED } from './contract.ts';

export function describeRefusedPatches(contract: Contract): void {
  describe('patches that are refused', () => {
    const { fresh, get, patch, refusedPatch } = contract;
    let server: ContractServer;
    before(() => {
      server = contract.server();
    });

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
        const causes = memberAt(readJson(text), ['details', 'causes']);
        assert.ok(isList(causes) && causes.length > 0);
        for (const cause of causes) {
          assert.equal(memberAt(cause, ['reason']), reason);
          assert.equal(memberAt(cause, ['field']), path.split('/').slice(1, 3).join('.'));
        }
      });
    }

    it('refuses an image that is no text', async () => {
      const { status, text } = await patch(`${DEPLOYMENTS}/${await fresh()}`, [
        { op: 'replace', path: image, value: 7 },
      ]);
      const body = readJson(text);
      assert.deepEqual(
        [status, memberAt(body, ['reason']), memberAt(body, ['details', 'name'])],
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
      const message = 'the namespace of the provided object does not match the namespace sent on the request';
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
        assert.deepEqual([status, memberAt(readJson(text), ['reason'])], [422, 'Invalid']);
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
        assert.equal(memberAt(readJson(text), ['reason']), 'BadRequest');
        assert.equal(memberAt(readJson(text), ['details']), undefined);
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
      assert.deepEqual([status, memberAt(readJson(text), ['reason'])], [415, 'UnsupportedMediaType']);
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
}
