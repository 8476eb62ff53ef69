/** Manifests of images and of multi-platform indexes, as far as their digest depends on it. */
import { createHash } from 'node:crypto';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { DIGEST } from '../core/names/image-reference.ts';
import { isObject, parseJson } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import type { RegistryResponse } from './request.ts';

/** The media types that a node can pull, and the key that each requires. */
const MANIFEST_TYPES: Readonly<Record<string, 'manifests' | 'config'>> = {
  'application/vnd.oci.image.index.v1+json': 'manifests',
  'application/vnd.docker.distribution.manifest.list.v2+json': 'manifests',
  'application/vnd.oci.image.manifest.v1+json': 'config',
  'application/vnd.docker.distribution.manifest.v2+json': 'config',
};

/** The header `accept`: without it a registry may convert the manifest, to another digest. */
export const ACCEPT = Object.keys(MANIFEST_TYPES).join(', ');

/** The maximum size of a manifest, which registries have too. */
export const MAX_MANIFEST = 4 * 1024 * 1024;

const SHA256 = /^sha256:[0-9a-f]{64}$/;

/** The digest that the response to HEAD names; undefined if only the manifest itself can tell it. */
export function namedDigest({ headers }: RegistryResponse): string | undefined {
  const named = headers['docker-content-digest'];
  return typeof named === 'string' && SHA256.test(named) && requiredKey(headers) !== undefined
    ? named
    : undefined;
}

/**
 * The digest of the bytes of a manifest. The digest that the registry names must be the same.
 * @throws UpdaterError `UnexpectedAnswer` for anything but a manifest, `DigestMismatch`.
 */
export function computedDigest({ headers, body, request }: RegistryResponse): string {
  const key = requiredKey(headers);
  if (key === undefined || !isManifest(parseJson(body.toString()), key))
    throw new UpdaterError(
      'UnexpectedAnswer',
      `${request}: expected a manifest, got ${printable(headers['content-type'] ?? 'no content type', 80)}`,
    );
  const named = headers['docker-content-digest'];
  if (named !== undefined && !hasDigest(String(named), body))
    throw new UpdaterError(
      'DigestMismatch',
      `${request}: expected ${hashBytes('sha256', body)}, got ${printable(String(named), 160)}`,
    );
  return hashBytes('sha256', body);
}

function requiredKey(headers: RegistryResponse['headers']): 'manifests' | 'config' | undefined {
  const type = (headers['content-type'] ?? '').replace(/\s*;.*$/s, '').toLowerCase();
  return Object.hasOwn(MANIFEST_TYPES, type) ? MANIFEST_TYPES[type] : undefined;
}

function isManifest(value: unknown, key: 'manifests' | 'config'): boolean {
  if (!isObject(value) || value['schemaVersion'] !== 2) return false;
  return key === 'manifests' ? Array.isArray(value[key]) : isObject(value[key]);
}

function hasDigest(named: string, bytes: Buffer): boolean {
  const [algorithm = ''] = named.split(':');
  return DIGEST.test(named) && hashBytes(algorithm, bytes) === named;
}

function hashBytes(algorithm: string, bytes: Buffer): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
