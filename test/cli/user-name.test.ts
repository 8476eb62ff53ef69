import assert from 'node:assert/strict';
import { userName } from '../../lib/cli/user-name.ts';

describe('who runs a command', () => {
  it('is called by the name of the account', () =>
    assert.equal(
      userName(() => ({ username: 'alice' })),
      'alice',
    ));

  it('is a number where the machine has no name for it', () =>
    assert.match(
      userName(() => {
        throw new Error('ENOENT');
      }),
      /^uid /,
    ));
});
