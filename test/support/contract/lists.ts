/** Lists, and pages of them. */
import assert from 'node:assert/strict';
import { memberAt, readJson } from '../../../lib/sandbox/json.ts';
import { failure, type ContractAnswer, type ContractServer } from '../sandbox-contract-server.ts';
import { DEPLOYMENTS, type Contract, textAt, items, names, missing } from './contract.ts';

export function describeLists(contract: Contract): void {
  describe('lists', () => {
    const { fresh, get } = contract;
    let server: ContractServer;
    before(() => {
      server = contract.server();
    });

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
        assert.deepEqual([memberAt(item, ['kind']), memberAt(item, ['apiVersion'])], [undefined, undefined]);
      }
    });

    it('sorts by namespace and name', async () => {
      const list = await get('/apis/apps/v1/namespaces/contract-other/deployments');
      assert.deepEqual(names(list), ['a', 'b', 'c']);
    });

    it('lists one namespace without those whose name starts alike', async () => {
      await fresh();
      const list = items(await get(DEPLOYMENTS));
      assert.deepEqual(
        [...new Set(list.map((item) => memberAt(item, ['metadata', 'namespace'])))],
        ['contract'],
      );
    });

    for (const namespace of ['contract-empty', 'contract-missing']) {
      it(`answers an empty list for the namespace ${namespace}`, async () => {
        const list = await get(`/apis/apps/v1/namespaces/${namespace}/deployments`);
        assert.deepEqual([memberAt(list, ['kind']), memberAt(list, ['items'])], ['DeploymentList', []]);
      });
    }

    it('lists namespaces', async () => {
      const all = names(await get('/api/v1/namespaces'));
      assert.ok(['contract', 'contract-empty', 'contract-other'].every((name) => all.includes(name)));
    });

    it('goes on where a page ended, and says how much is left', async () => {
      const path = '/apis/apps/v1/namespaces/contract-other/deployments?limit=2';
      const first = await get(path);
      assert.deepEqual([names(first), memberAt(first, ['metadata', 'remainingItemCount'])], [['a', 'b'], 1]);
      const second = await get(`${path}&continue=${textAt(first, ['metadata', 'continue'])}`);
      assert.deepEqual([names(second), memberAt(second, ['metadata', 'continue'])], [['c'], undefined]);
      assert.equal(
        memberAt(second, ['metadata', 'resourceVersion']),
        memberAt(first, ['metadata', 'resourceVersion']),
      );
    });

    it('writes no continue on a page that holds everything', async () => {
      const list = await get('/apis/apps/v1/namespaces/contract-other/deployments?limit=3');
      assert.deepEqual([names(list).length, memberAt(list, ['metadata', 'continue'])], [3, undefined]);
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
      assert.deepEqual([status, memberAt(readJson(text), ['reason'])], [406, 'NotAcceptable']);
    });

    it('refuses a continue that it did not make', async () => {
      const { status, text } = await server.send('/apis/apps/v1/deployments?limit=2&continue=nonsense');
      assert.equal(status, 400);
      assert.equal(memberAt(readJson(text), ['reason']), 'BadRequest');
      assert.equal(memberAt(readJson(text), ['details']), undefined);
    });
  });
}

export function describeOldContinue(contract: Contract): void {
  describe('a continue that is too old', () => {
    const { get } = contract;
    let server: ContractServer;
    before(() => {
      server = contract.server();
    });

    const path = '/apis/apps/v1/namespaces/contract-other/deployments';
    let answer: ContractAnswer;

    before(async () => {
      const first = await get(`${path}?limit=1`);
      await server.expireContinueTokens();
      answer = await server.send(`${path}?limit=1&continue=${textAt(first, ['metadata', 'continue'])}`);
    });

    it('is answered with 410 Expired', () => {
      const body = readJson(answer.text);
      assert.deepEqual(
        [answer.status, memberAt(body, ['code']), memberAt(body, ['reason'])],
        [410, 410, 'Expired'],
      );
      assert.equal(memberAt(body, ['details']), undefined);
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
}

export function describeGet(contract: Contract): void {
  describe('get', () => {
    const { fresh, get } = contract;
    let server: ContractServer;
    before(() => {
      server = contract.server();
    });

    it('answers the object with its kind', async () => {
      const name = await fresh();
      const object = await get(`${DEPLOYMENTS}/${name}`);
      assert.deepEqual(
        [memberAt(object, ['kind']), memberAt(object, ['apiVersion'])],
        ['Deployment', 'apps/v1'],
      );
      assert.equal(memberAt(object, ['metadata', 'generation']), 1);
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
}
