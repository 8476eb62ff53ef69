/** Custom resources, which other code answers. */
import assert from 'node:assert/strict';
import { memberAt, readJson } from '../../../lib/sandbox/json.ts';
import { failure, type ContractServer } from '../sandbox-contract-server.ts';
import { rollout } from '../sandbox-workloads.ts';
import { podImage } from '../pod-image.ts';
import { type Contract, textAt, items, names, REFUSED } from './contract.ts';

export function describeCustomResources(contract: Contract): void {
  describe('custom resources', () => {
    const { get, patch } = contract;
    let server: ContractServer;
    before(() => {
      server = contract.server();
    });

    const path = '/apis/argoproj.io/v1alpha1/namespaces/contract-other/rollouts';
    const image = '/spec/template/spec/containers/0/image';

    before(async () => {
      for (const name of ['a', 'b', 'c']) await server.create(rollout('contract-other', name));
    });

    it('write lists with their members by the alphabet', async () => {
      const { text } = await server.send(path);
      assert.match(text, /^\{"apiVersion":"argoproj\.io\/v1alpha1","items":\[\{"apiVersion":/);
      assert.match(text, /\],"kind":"RolloutList","metadata":\{"continue":"","resourceVersion":"\d+"\}\}\n$/);
    });

    it('write items with kind and apiVersion', async () => {
      for (const item of items(await get(path))) {
        assert.equal(memberAt(item, ['kind']), 'Rollout');
        assert.equal(memberAt(item, ['apiVersion']), 'argoproj.io/v1alpha1');
      }
    });

    it('come in pages', async () => {
      const first = await get(`${path}?limit=2`);
      assert.deepEqual([names(first), memberAt(first, ['metadata', 'remainingItemCount'])], [['a', 'b'], 1]);
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
        [annotated, changed].map((each) => memberAt(each, ['metadata', 'generation'])),
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
}
