/** Pushes to a registry, as its clients do. */
import { digestOf, type StoredManifest } from '../../support/registry/manifests.ts';

export interface Target {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly name: string;
  /** The value of `authorization`, if the registry needs one. */
  readonly authorization: string | undefined;
}

/** Pushes a manifest under a tag, after everything that it names. */
export async function pushImage(target: Target, tag: string, manifest: StoredManifest): Promise<void> {
  for (const image of manifest.images) await pushImage(target, image.digest, image);
  for (const blob of manifest.blobs) await pushBlob(target, blob);
  await send(target, 'PUT', `${target.url}/v2/${target.name}/manifests/${tag}`, {
    type: manifest.type,
    bytes: manifest.bytes,
  });
}

async function pushBlob(target: Target, bytes: Buffer): Promise<void> {
  const uploads = `${target.url}/v2/${target.name}/blobs/uploads/`;
  const { headers } = await send(target, 'POST', uploads);
  const upload = new URL(headers.get('location') ?? '', uploads);
  upload.searchParams.set('digest', digestOf(bytes));
  await send(target, 'PUT', upload.href, { type: 'application/octet-stream', bytes });
}

async function send(
  { authorization }: Target,
  method: string,
  url: string,
  content?: { readonly type: string; readonly bytes: Buffer },
): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(content && { 'content-type': content.type }),
      ...(authorization !== undefined && { authorization }),
    },
    ...(content && { body: new Uint8Array(content.bytes) }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}
