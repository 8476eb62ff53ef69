import assert from 'node:assert/strict';
import { digest, REPOSITORY } from '../support/builders.ts';
import { patches } from '../support/on-sandbox.ts';
import { answerTo } from './entrances.ts';
import { call, statusOf, whileServing } from './served.ts';
import { CALL } from '../support/update-call.ts';

describe('a call with a key that the API does not know', () => {
  for (const [what, query, body] of [
    ['the query `dryrun`', '?dryrun=true', CALL],
    ['the query `dry_run`', '?dry_run=true', CALL],
    ['the query `dry-run`', '?dry-run=true', CALL],
    ['the query `DRYRUN`', '?DRYRUN=true', CALL],
    ['the key `digset`', '', { imageName: REPOSITORY, tag: 'v1', digset: digest(1) }],
    ['the key `dry_run`', '', { ...CALL, dry_run: true }],
  ] as const)
    it(`is refused and changes nothing: ${what}`, () =>
      whileServing(async ({ url, sandbox }) => {
        const answer = await answerTo(call(`${url}/api/update${query}`, body));
        assert.deepEqual(
          [answer, patches(sandbox).length],
          [[400, 'application/problem+json', 'UnknownKey'], 0],
        );
      }));
});

describe('a call with `dryRun` in its body', () => {
  it('is answered, and changes nothing', () =>
    whileServing(async ({ url, sandbox }) => {
      assert.equal(await statusOf(call(`${url}/api/update`, { ...CALL, dryRun: true })), 200);
      assert.equal(patches(sandbox).length, 0);
    }));
});

describe('a call with a key twice', () => {
  it('is refused and changes nothing', () =>
    whileServing(async ({ url, sandbox }) => {
      const text = JSON.stringify(CALL).replace('"tag":', '"tag":"v0","tag":');
      const answer = await answerTo(call(`${url}/api/update`, new TextEncoder().encode(text)));
      assert.deepEqual(
        [answer, patches(sandbox).length],
        [[400, 'application/problem+json', 'WrongShape'], 0],
      );
    }));
});
