import assert from 'node:assert/strict';
import { readIdentity } from '../../../lib/admin/inspect/identity.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { asUser, NOT_FOUND, probing, status } from '../../support/probing.ts';
import { UPDATER } from '../../support/accounts.ts';

describe('the identity', () => {
  it('is what the API server says', () =>
    asUser({}, async ({ probe }) =>
      assert.deepEqual(await readIdentity(probe), { username: UPDATER, groups: ['system:authenticated'] }),
    ));

  for (const [title, code, body] of [
    ['before Kubernetes 1.28', 404, NOT_FOUND],
    ['where the answer has no name', 201, { status: { userInfo: { groups: ['a'] } } }],
    ['where the answer is something else', 200, []],
  ] as const)
    it(`is unknown ${title}`, () =>
      probing(code, body, async (probe) => assert.equal(await readIdentity(probe), undefined)));

  it('leaves out groups that are no texts', () =>
    probing(201, { status: { userInfo: { username: 'a', groups: ['b', 1, null] } } }, async (probe) =>
      assert.deepEqual(await readIdentity(probe), { username: 'a', groups: ['b'] }),
    ));

  it('is a fault where even that is forbidden', () =>
    probing(403, status(403, 'Forbidden'), (probe) => rejectsWith('Forbidden', readIdentity(probe))));
});
