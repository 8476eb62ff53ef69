import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { ACCEPT, computedDigest, namedDigest } from '../../lib/registry/manifest.ts';
import type { RegistryResponse } from '../../lib/registry/request.ts';
import { digest } from '../support/builders.ts';
import { imageManifest, indexManifest, type StoredManifest } from '../support/registry/manifests.ts';

const IMAGE = imageManifest('one');
const INDEX = indexManifest({ 'linux/amd64': IMAGE });

function response({ type, bytes }: Pick<StoredManifest, 'type' | 'bytes'>, named?: string): RegistryResponse {
  const headers = { 'content-type': type, ...(named !== undefined && { 'docker-content-digest': named }) };
  return { status: 200, headers, body: bytes, request: 'GET https://r.example/v2/a/manifests/v1' };
}

function outcome(given: RegistryResponse): string {
  try {
    return computedDigest(given);
  } catch (error) {
    return error instanceof UpdaterError ? error.reason : String(error);
  }
}

describe('the digest that a registry names', () => {
  for (const [what, type, named, expected] of [
    ['of an image', IMAGE.type, digest(1), digest(1)],
    ['of an index', INDEX.type, digest(1), digest(1)],
    ['with a charset', `${INDEX.type}; charset=utf-8`, digest(1), digest(1)],
    ['without the header', IMAGE.type, undefined, undefined],
    ['of HTML', 'text/html', digest(1), undefined],
    [
      'of a signed manifest of version 1',
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      digest(1),
      undefined,
    ],
    ['in capitals', IMAGE.type, digest(1).toUpperCase(), undefined],
    ['that is too short', IMAGE.type, 'sha256:1', undefined],
    ['of another algorithm', IMAGE.type, `sha512:${'1'.repeat(128)}`, undefined],
  ] as const)
    it(`${what} is ${expected === undefined ? 'not used' : 'used'}`, () =>
      assert.equal(namedDigest(response({ type, bytes: Buffer.of() }, named)), expected));
});

describe('the digest of bytes', () => {
  for (const [what, given, expected] of [
    ['of an image', response(IMAGE), IMAGE.digest],
    ['of an index', response(INDEX), INDEX.digest],
    ['with the same header', response(INDEX, INDEX.digest), INDEX.digest],
    ['with another header', response(INDEX, IMAGE.digest), 'DigestMismatch'],
    ['with a header that is no digest', response(INDEX, 'abc'), 'DigestMismatch'],
    ['with the header of an unknown algorithm', response(INDEX, 'md5:abc'), 'DigestMismatch'],
    ['of HTML', response({ type: 'text/html', bytes: Buffer.from('<html>') }), 'UnexpectedAnswer'],
    [
      'of HTML that says it is an image',
      response({ ...IMAGE, bytes: Buffer.from('<html>') }),
      'UnexpectedAnswer',
    ],
    ['of an index that says it is an image', response({ ...IMAGE, bytes: INDEX.bytes }), 'UnexpectedAnswer'],
    ['of an image that says it is an index', response({ ...INDEX, bytes: IMAGE.bytes }), 'UnexpectedAnswer'],
    ['of half a manifest', response({ ...IMAGE, bytes: IMAGE.bytes.subarray(0, 40) }), 'UnexpectedAnswer'],
    ['of nothing', response({ ...IMAGE, bytes: Buffer.of() }), 'UnexpectedAnswer'],
    ['of `{}`', response({ ...IMAGE, bytes: Buffer.from('{}') }), 'UnexpectedAnswer'],
  ] as const)
    it(`${what} is ${expected}`, () => assert.equal(outcome(given), expected));
});

it('all four types of manifests are accepted', () => assert.equal(ACCEPT.split(', ').length, 4));
