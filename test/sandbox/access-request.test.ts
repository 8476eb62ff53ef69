import assert from 'node:assert/strict';
import { readAccessRequest } from '../../lib/sandbox/access-request.ts';

const APPS = { group: 'apps', resource: 'deployments' };
const SHOP = { namespace: 'shop' };

describe('what a request wants', () => {
  for (const [method, path, expected] of [
    ['GET', '/apis/apps/v1/deployments', { verb: 'list', ...APPS }],
    ['GET', '/apis/apps/v1/namespaces/shop/deployments', { verb: 'list', ...APPS, ...SHOP }],
    ['GET', '/apis/apps/v1/namespaces/shop/deployments/web', { verb: 'get', ...APPS, ...SHOP, name: 'web' }],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/shop/deployments/web/',
      { verb: 'patch', ...APPS, ...SHOP, name: 'web' },
    ],
    [
      'PUT',
      '/apis/apps/v1/namespaces/shop/deployments/web/scale',
      { verb: 'update', ...APPS, ...SHOP, name: 'web', subresource: 'scale' },
    ],
    ['POST', '/apis/apps/v1/deployments', { verb: 'create', ...APPS }],
    ['DELETE', '/apis/apps/v1/deployments', { verb: 'deletecollection', ...APPS }],
    ['DELETE', '/apis/apps/v1/deployments/web', { verb: 'delete', ...APPS, name: 'web' }],
    ['HEAD', '/api/v1/pods', { verb: 'list', group: '', resource: 'pods' }],
    ['GET', '/api/v1/namespaces', { verb: 'list', group: '', resource: 'namespaces' }],
    [
      'GET',
      '/api/v1/namespaces/shop',
      { verb: 'get', group: '', resource: 'namespaces', ...SHOP, name: 'shop' },
    ],
    ['GET', '/version', { verb: 'get', path: '/version' }],
    ['POST', '/apis/apps/v1', { verb: 'post', path: '/apis/apps/v1' }],
    ['GET', '/api', { verb: 'get', path: '/api' }],
    ['GET', '/', { verb: 'get', path: '/' }],
  ] as const) {
    it(`is by ${method} ${path} to ${expected.verb}`, () => {
      assert.deepEqual(readAccessRequest({ method, path, query: {} }), expected);
    });
  }

  for (const [watch, verb] of [
    ['1', 'watch'],
    ['true', 'watch'],
    ['0', 'list'],
    ['false', 'list'],
  ] as const) {
    it(`is to ${verb} with watch=${watch}`, () => {
      const wanted = readAccessRequest({
        method: 'GET',
        path: '/apis/apps/v1/deployments',
        query: { watch },
      });
      assert.deepEqual(wanted, { verb, ...APPS });
    });
  }
});
