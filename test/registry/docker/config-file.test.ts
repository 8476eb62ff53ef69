import assert from 'node:assert/strict';
import { dockerEntry, dockerServer, parseDockerConfig } from '../../../lib/registry/docker/config-file.ts';

const auth = (text: string): string => Buffer.from(text).toString('base64');
const BASIC = { kind: 'basic', user: 'u', password: 'p' } as const;

describe('the entry of a Docker configuration', () => {
  for (const [what, config, host, expected] of [
    ['of a host', { auths: { 'r.example': { auth: auth('u:p') } } }, 'r.example', { credential: BASIC }],
    ['of another host', { auths: { 'r.example': { auth: auth('u:p') } } }, 'other.example', {}],
    ['of a host with a port', { auths: { 'r.example:5000': { auth: auth('u:p') } } }, 'r.example', {}],
    [
      'of an address',
      { auths: { 'https://r.example/v1/': { auth: auth('u:p') } } },
      'r.example',
      { credential: BASIC },
    ],
    [
      'of Docker Hub',
      { auths: { 'https://index.docker.io/v1/': { auth: auth('u:p') } } },
      'docker.io',
      { credential: BASIC },
    ],
    [
      'with colons in the password',
      { auths: { r: { auth: auth('u:p:q') } } },
      'r',
      { credential: { ...BASIC, password: 'p:q' } },
    ],
    [
      'with an identity token',
      { auths: { r: { auth: auth('u:'), identitytoken: 't' } } },
      'r',
      { credential: { kind: 'identity', token: 't' } },
    ],
    ['that is empty', { auths: { r: {} }, credsStore: 'pass' }, 'r', { helper: 'pass' }],
    [
      'with a helper of its own',
      { credHelpers: { r: 'gcloud' }, credsStore: 'pass' },
      'r',
      { helper: 'gcloud' },
    ],
    ['with the helper of another host', { credHelpers: { r: 'gcloud' } }, 's', {}],
    [
      'that is no base64 of user and password',
      { auths: { r: { auth: auth('nothing') } } },
      'r',
      { credential: 'invalid' },
    ],
    ['of a wrong type', { auths: { r: 7 }, credHelpers: [], credsStore: 7 }, 'r', {}],
    ['of a host called __proto__', { auths: {}, credHelpers: {} }, '__proto__', {}],
  ] as const)
    it(`${what} is ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(
        dockerEntry(parseDockerConfig(JSON.stringify(config)) ?? assert.fail(), host),
        expected,
      ));
});

describe('a Docker configuration', () => {
  for (const text of ['', '[]', '"a"', '{', 'null'])
    it(`is not ${text === '' ? 'an empty file' : text}`, () =>
      assert.equal(parseDockerConfig(text), undefined));
});

it('the server name of Docker Hub is its old address', () => {
  assert.equal(dockerServer('docker.io'), 'https://index.docker.io/v1/');
  assert.equal(dockerServer('ghcr.io'), 'ghcr.io');
});
