/** Version, paths, and what a user without rights gets. */
import assert from 'node:assert/strict';
import { memberAt, readJson } from '../../../lib/sandbox/json.ts';
import { failure, type ContractServer } from '../sandbox-contract-server.ts';
import { DEPLOYMENTS, JSON_PATCH, type Contract, textAt } from './contract.ts';

export function describePaths(contract: Contract): void {
  describe('version and paths', () => {
    const { get } = contract;
    let server: ContractServer;
    before(() => {
      server = contract.server();
    });

    it('says its version', async () => {
      const version = await get('/version');
      assert.match(textAt(version, ['gitVersion']), /^v1\.\d+\.\d+/);
      assert.equal(memberAt(version, ['major']), '1');
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
}

export function describeForbidden(contract: Contract): void {
  describe('what a user without rights gets', () => {
    let server: ContractServer;
    before(() => {
      server = contract.server();
    });

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
}
