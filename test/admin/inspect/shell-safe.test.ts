import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import {
  isServiceAccount,
  shellSafeName,
  shellSafeUser,
  shellSafeUserWithDots,
  USER_PLACEHOLDER,
} from '../../../lib/admin/inspect/shell-safe.ts';

describe('a user in a command', () => {
  for (const user of [
    'updater@shop.iam.gserviceaccount.com',
    'first.last+tag@example.com',
    'system:serviceaccount:image-updater:updater',
  ])
    it(`is ${user}`, () => assert.equal(shellSafeUser(user), user));

  for (const user of [
    undefined,
    '',
    'kubernetes-admin',
    "a'b@example.com",
    'a@example.com; reboot',
    'a@example.com/g; e reboot #',
    '$(reboot)@example.com',
    'a&b@example.com',
    'a@example.com\nreboot',
    'system:serviceaccount:a:$(reboot)',
    `${'a'.repeat(65)}@example.com`,
    '-n@-n\u202e',
  ])
    it(`is the placeholder for ${JSON.stringify(user)}`, () =>
      assert.equal(shellSafeUser(user), USER_PLACEHOLDER));

  it('is taken as it is by a shell and by sed, whatever the name of the user', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a @ . : - + & / \\ \' " $ ` ; \n * ?'.split(' '), ' ') }),
        (name) => {
          for (const user of [name, `${name}@a`, `a@${name}`, `system:serviceaccount:${name}:a`]) {
            const pasted = shellSafeUser(user);
            assert.match(pasted, /^[\w.+@:-]+$/);
          }
        },
      ),
    );
    const pasted = shellSafeUser('a.b+c-d@example.com');
    const line = `echo SERVICE_ACCOUNT_EMAIL | sed 's/SERVICE_ACCOUNT_EMAIL/${pasted}/g'`;
    assert.equal(execFileSync('sh', ['-c', line], { encoding: 'utf8' }), `${pasted}\n`);
  });
});

describe('a user in the name of a policy', () => {
  for (const [user, expected] of [
    ['updater@shop.iam.gserviceaccount.com', 'updater.shop.iam.gserviceaccount.com'],
    ['system:serviceaccount:image-updater:updater', 'system.serviceaccount.image-updater.updater'],
    ['First_Last+tag@example.com', `${USER_PLACEHOLDER}_WITH_DOTS`],
    ['$(reboot)@example.com', `${USER_PLACEHOLDER}_WITH_DOTS`],
    [undefined, `${USER_PLACEHOLDER}_WITH_DOTS`],
  ] as const)
    it(`is ${expected} for ${String(user)}`, () => assert.equal(shellSafeUserWithDots(user), expected));
});

describe('a service account', () => {
  for (const [user, expected] of [
    ['updater@shop.iam.gserviceaccount.com', true],
    ['123-compute@developer.gserviceaccount.com', true],
    ['system:serviceaccount:a:b', true],
    ['alice@example.com', false],
    ['kubernetes-admin', false],
    ['a@gserviceaccount.com.example.com', false],
  ] as const)
    it(`is ${expected ? '' : 'not '}${user}`, () => assert.equal(isServiceAccount(user), expected));
});

describe('a name in a command', () => {
  for (const [name, expected] of [
    ['shop', 'shop'],
    ['rollouts.argoproj.io', 'rollouts.argoproj.io'],
    ['-n', 'NAMESPACE'],
    ['a b', 'NAMESPACE'],
    ['$(reboot)', 'NAMESPACE'],
    ['', 'NAMESPACE'],
  ] as const)
    it(`of ${JSON.stringify(name)} is ${expected}`, () =>
      assert.equal(shellSafeName(name, 'NAMESPACE'), expected));
});
