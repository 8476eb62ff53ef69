import assert from 'node:assert/strict';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { config, MINIMAL, wrong } from '../support/config-builders.ts';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const of = (callback: string): string => `${MINIMAL}callback: ${callback}\n`;

describe('callback', () => {
  it('is not there by default', () => assert.equal(config(MINIMAL).callback, undefined));

  it('lets nobody in where nobody is named', () =>
    assert.deepEqual(config(of('{}')).callback, { audiences: [], emails: [], keys: [], callsInFlight: 20 }));

  it('names accounts with audiences, and keys with what they may', () => {
    const text = `{ audiences: ['https://a.example'], emails: [ci@shop.iam.gserviceaccount.com], callsInFlight: 3,
      keys: [{ name: ci, sha256: ${HASH}, repositories: ['gcr.io/shop/*'], clusters: ['prod-*'] }] }`;
    const { callback } = config(of(text));
    assert.deepEqual(callback?.emails, ['ci@shop.iam.gserviceaccount.com']);
    assert.equal(callback.callsInFlight, 3);
    const [key] = callback.keys;
    assert.equal(key?.sha256, HASH);
    assert.equal(key.repositories?.[0]?.matches('us-docker.pkg.dev/shop/gcr.io/web'), true);
    assert.equal(key.clusters?.[0]?.matches('prod-1'), true);
  });

  const complained: readonly (readonly [what: string, text: string, path: string, code: string])[] = [
    ['accounts without audiences', '{ emails: [a@b.example] }', 'callback', 'Invalid'],
    [
      'a domain for an account',
      "{ audiences: [a], emails: ['*@b.example'] }",
      'callback.emails[0]',
      'Invalid',
    ],
    ['an e-mail in capitals', '{ audiences: [a], emails: [a@B.example] }', 'callback.emails[0]', 'Invalid'],
    ['an empty audience', "{ audiences: [''] }", 'callback.audiences[0]', 'Invalid'],
    ['a key without a name', `{ keys: [{ sha256: ${HASH} }] }`, 'callback.keys[0].name', 'Missing'],
    ['a key without its hash', '{ keys: [{ name: a }] }', 'callback.keys[0].sha256', 'Missing'],
    ['a name of two words', `{ keys: [{ name: a b, sha256: ${HASH} }] }`, 'callback.keys[0].name', 'Invalid'],
    [
      'a hash in capitals',
      `{ keys: [{ name: a, sha256: ${'A'.repeat(64)} }] }`,
      'callback.keys[0].sha256',
      'Invalid',
    ],
    ['a key itself', `{ keys: [{ name: a, key: hush }] }`, 'callback.keys[0].sha256', 'Missing'],
    [
      'no repository at all',
      `{ keys: [{ name: a, sha256: ${HASH}, repositories: [] }] }`,
      'callback.keys[0].repositories',
      'Invalid',
    ],
    [
      'two keys of one name',
      `{ keys: [{ name: a, sha256: ${HASH} }, { name: a, sha256: ${OTHER} }] }`,
      'callback.keys[1].name',
      'Duplicate',
    ],
    [
      'one key by two names',
      `{ keys: [{ name: a, sha256: ${HASH} }, { name: b, sha256: ${HASH} }] }`,
      'callback.keys[1].sha256',
      'Duplicate',
    ],
    ['no call at once', '{ callsInFlight: 0 }', 'callback.callsInFlight', 'Invalid'],
  ];
  for (const [what, text, path, code] of complained)
    it(`with ${what} is refused`, () => {
      const found = wrong(of(text));
      assert.ok(
        found.some(([at, why]) => at === path && why === code),
        JSON.stringify(found),
      );
    });

  it('that has a key in place of its hash does not show it', () => {
    const parsed = parseConfig(of('{ keys: [{ name: a, sha256: my-secret-key }] }'));
    assert.ok('complaints' in parsed);
    assert.doesNotMatch(JSON.stringify(parsed.complaints), /my-secret/);
  });
});
