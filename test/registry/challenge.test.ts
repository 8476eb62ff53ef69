import assert from 'node:assert/strict';
import { chooseChallenge } from '../../lib/registry/challenge.ts';

const REALM = 'https://auth.example/token';

describe('a challenge', () => {
  for (const [what, header, expected] of [
    [
      'of Docker Hub',
      `Bearer realm="${REALM}",service="registry.example",scope="repository:a:pull"`,
      { scheme: 'bearer', realm: REALM, service: 'registry.example' },
    ],
    ['without a service', `Bearer realm="${REALM}"`, { scheme: 'bearer', realm: REALM }],
    [
      'with spaces',
      `bearer  realm = "${REALM}" , service = abc`,
      { scheme: 'bearer', realm: REALM, service: 'abc' },
    ],
    [
      'with escapes',
      String.raw`Bearer realm="https:\/\/a.example\"b"`,
      { scheme: 'bearer', realm: 'https://a.example"b' },
    ],
    ['for user and password', 'Basic realm="r"', { scheme: 'basic' }],
    ['of two schemes', `Basic realm="r", Bearer realm="${REALM}"`, { scheme: 'bearer', realm: REALM }],
    [
      'with a comma in a value',
      `Bearer realm="${REALM}",scope="repository:a:pull,push",service="s"`,
      { scheme: 'bearer', realm: REALM, service: 's' },
    ],
    ['for another scheme', 'Negotiate', undefined],
    ['for another scheme with a token', 'Negotiate abc==', undefined],
    ['without a realm', 'Bearer service="s"', undefined],
    ['with two realms', `Bearer realm="${REALM}",realm="https://evil.example"`, undefined],
    ['that does not end', `Bearer realm="${REALM}`, undefined],
    ['of parameters only', `realm="${REALM}"`, undefined],
    ['that is empty', '', undefined],
    ['that is missing', undefined, undefined],
    ['of 5,000 characters', `Bearer realm="${REALM}",x="${'y'.repeat(5_000)}"`, undefined],
  ] as const)
    it(`${what} is ${JSON.stringify(expected) ?? 'not usable'}`, () =>
      assert.deepEqual(chooseChallenge(header), expected));

  it('of the maximum length is parsed in linear time, whatever it is', () => {
    for (const part of ['"', '\\', ',', '=', 'a=', 'a ', 'a="', 'Bearer ', ' ', 'a=b,'])
      assert.equal(chooseChallenge(part.repeat(4096 / part.length)), undefined, part);
  });
});
