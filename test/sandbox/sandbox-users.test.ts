import assert from 'node:assert/strict';
import { Callers, allGroups, PROXY_USER } from '../../lib/sandbox/sandbox-users.ts';

const UPDATER = { username: 'updater@shop.iam.gserviceaccount.com', rights: [] };

describe('sandbox callers', () => {
  it('are all one user of an open server, whatever they bring', () => {
    const open = new Callers({});
    assert.deepEqual(
      [undefined, 'anything'].map((token) => open.find(token)),
      [PROXY_USER, PROXY_USER],
    );
  });

  it('are known by their token alone', () => {
    const callers = new Callers({ users: { secret: UPDATER }, tokens: ['good'] });
    assert.deepEqual(
      ['secret', 'good', 'other', 'toString', undefined].map((token) => callers.find(token)),
      [UPDATER, PROXY_USER, undefined, undefined, undefined],
    );
  });

  it('are nobody where no user is known', () => {
    assert.equal(new Callers({ users: {} }).find('any'), undefined);
    assert.equal(new Callers({ tokens: [] }).find(undefined), undefined);
  });

  it('are not known any more once their token has expired, an open server included', () => {
    for (const callers of [new Callers({}), new Callers({ tokens: ['old', 'new'] })]) {
      callers.expire('old');
      assert.deepEqual(
        ['old', 'new'].map((token) => callers.find(token)),
        [undefined, PROXY_USER],
      );
    }
  });

  it('are all authenticated, whatever their groups', () => {
    assert.deepEqual(allGroups(UPDATER), ['system:authenticated']);
    assert.deepEqual(allGroups(PROXY_USER), ['kubeadm:cluster-admins', 'system:authenticated']);
  });
});
