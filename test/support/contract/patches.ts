/** Patches that apply. */
import assert from 'node:assert/strict';
import { memberAt, readJson } from '../../../lib/sandbox/json.ts';
import type { ContractServer } from '../sandbox-contract-server.ts';
import { statefulSet } from '../sandbox-workloads.ts';
import { podImage } from '../pod-image.ts';
import { DEPLOYMENTS, type Contract, versionOf, parts } from './contract.ts';

export function describePatches(contract: Contract): void {
  describe('patches that apply', () => {
    const { fresh, get, patch } = contract;
    let server: ContractServer;
    before(() => {
      server = contract.server();
    });

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
      assert.equal(memberAt(readJson(text), ['metadata', 'generation']), 2);
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
      assert.deepEqual([versionOf(now), memberAt(now, ['metadata', 'generation'])], [versionOf(old), 1]);
    });

    it('does not count a label as a new generation', async () => {
      const path = `${DEPLOYMENTS}/${await fresh()}`;
      const { text } = await patch(path, [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }]);
      assert.equal(memberAt(readJson(text), ['metadata', 'generation']), 1);
    });

    it('counts an annotation of a Deployment as a new generation', async () => {
      const path = `${DEPLOYMENTS}/${await fresh()}`;
      const { text } = await patch(path, [{ op: 'add', path: '/metadata/annotations', value: { a: 'b' } }]);
      assert.equal(memberAt(readJson(text), ['metadata', 'generation']), 2);
    });

    it('does not count an annotation of a StatefulSet', async () => {
      await server.create(statefulSet('contract', 'annotated'));
      const path = '/apis/apps/v1/namespaces/contract/statefulsets/annotated';
      const { text } = await patch(path, [{ op: 'add', path: '/metadata/annotations', value: { a: 'b' } }]);
      assert.equal(memberAt(readJson(text), ['metadata', 'generation']), 1);
    });

    it('finds no annotations where there are none, and makes the map', async () => {
      const path = `${DEPLOYMENTS}/${await fresh()}`;
      const { status, text } = await patch(path, [
        { op: 'test', path: '/metadata/annotations', value: null },
        { op: 'add', path: '/metadata/annotations', value: {} },
        { op: 'add', path: '/metadata/annotations/example.com~1key', value: '~/' },
      ]);
      assert.equal(status, 200);
      assert.deepEqual(memberAt(readJson(text), ['metadata', 'annotations']), { 'example.com/key': '~/' });
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
      assert.equal(memberAt(readJson(text), ['metadata', 'annotations']), undefined);
    });

    it('stores nothing on a dry run, and answers as if it had', async () => {
      const path = `${DEPLOYMENTS}/${await fresh()}`;
      const old = await get(path);
      const change = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:2' }];
      const { status, text } = await patch(`${path}?dryRun=All`, change);
      assert.deepEqual([status, podImage(readJson(text))], [200, 'nginx:2']);
      assert.equal(memberAt(readJson(text), ['metadata', 'generation']), 2);
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
}
