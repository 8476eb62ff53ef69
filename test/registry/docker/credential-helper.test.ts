import assert from 'node:assert/strict';
import type { RegistryCredential } from '../../../lib/registry/credential.ts';
import { helperCredential, HELPER_MS } from '../../../lib/registry/docker/credential-helper.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { inFolder } from '../../support/temporary-folder.ts';

const SECRET = 'very-secret-password';

interface Asked {
  readonly helper?: string;
  readonly helperMs?: number;
  readonly signal?: AbortSignal;
}

/** What the helper `test` that runs this code has for `r.example`. */
function ask(code: string, { helper = 'test', helperMs = HELPER_MS, signal }: Asked = {}) {
  return inFolder<RegistryCredential | undefined>(async (folder) => {
    await folder.program('docker-credential-test', code);
    const environment = { PATH: folder.path };
    return helperCredential(helper, 'r.example', {
      environment,
      helperMs,
      signal: signal ?? new AbortController().signal,
    });
  });
}

function printing(value: unknown): string {
  return `process.stdout.write(${JSON.stringify(JSON.stringify(value))})`;
}

describe('a credential helper', () => {
  it('gives user and password', async () =>
    assert.deepEqual(await ask(printing({ ServerURL: 'r.example', Username: 'u', Secret: 'p' })), {
      kind: 'basic',
      user: 'u',
      password: 'p',
    }));

  it('gives an identity token for the user <token>', async () =>
    assert.deepEqual(await ask(printing({ Username: '<token>', Secret: 't' })), {
      kind: 'identity',
      token: 't',
    }));

  it('reads the server on standard input, and has the argument `get`', async () => {
    const code = `const input = require('node:fs').readFileSync(0, 'utf8');
      process.stdout.write(JSON.stringify({ Username: input, Secret: process.argv.slice(2).join() }))`;
    assert.deepEqual(await ask(code), { kind: 'basic', user: 'r.example\n', password: 'get' });
  });

  it('may have nothing', async () => {
    const code = `process.stdout.write('credentials not found in native keychain\\n'); process.exit(1)`;
    assert.equal(await ask(code), undefined);
  });

  for (const [what, code, asked, reason] of [
    ['that hangs', 'setInterval(() => 0, 1000)', { helperMs: 200 }, 'CredentialHelperTimeout'],
    ['that prints 10 MB', `process.stdout.write('x'.repeat(10_000_000))`, {}, 'CredentialHelperFailed'],
    ['that is missing', '', { helper: 'other' }, 'CredentialHelperFailed'],
    ['that fails', `process.stdout.write('${SECRET}'); process.exit(2)`, {}, 'CredentialHelperFailed'],
    ['that prints no JSON', `process.stdout.write('${SECRET}')`, {}, 'CredentialHelperFailed'],
    ['that prints a list', printing([SECRET]), {}, 'CredentialHelperFailed'],
    ['without a secret', printing({ Username: SECRET }), {}, 'CredentialHelperFailed'],
    ['with a path as name', '', { helper: '../test' }, 'CredentialHelperFailed'],
    ['with a command as name', '', { helper: 'test; true' }, 'CredentialHelperFailed'],
    ['with an option as name', '', { helper: '-x' }, 'CredentialHelperFailed'],
    [
      'at the end of the time limit',
      'setInterval(() => 0, 1000)',
      { signal: AbortSignal.timeout(200) },
      'OutOfTime',
    ],
  ] as const)
    it(`${what} is ${reason}, and its output is not told`, async () => {
      const fault = await rejectsWith(reason, ask(code, asked));
      assert.ok(!fault.message.includes(SECRET), fault.message);
    });
});
