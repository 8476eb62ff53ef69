/** Images and indexes, as a registry keeps them. */
import { createHash } from 'node:crypto';

export interface StoredManifest {
  readonly type: string;
  readonly bytes: Buffer;
  /** Of the bytes. */
  readonly digest: string;
  /** What has to be there before it. */
  readonly blobs: readonly Buffer[];
  readonly images: readonly StoredManifest[];
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** An image whose digest depends on the text. */
export function imageManifest(content: string): StoredManifest {
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', content }));
  const layer = Buffer.from(content);
  return stored(
    {
      schemaVersion: 2,
      mediaType: type,
      config: descriptor('application/vnd.oci.image.config.v1+json', config),
      layers: [descriptor('application/vnd.oci.image.layer.v1.tar', layer)],
    },
    { type, blobs: [config, layer] },
  );
}

/** An index of images, one for each platform. */
export function indexManifest(images: Readonly<Record<string, StoredManifest>>): StoredManifest {
  const type = 'application/vnd.oci.image.index.v1+json';
  const manifests = Object.entries(images).map(([platform, image]) => {
    const [os, architecture] = platform.split('/');
    return { ...descriptor(image.type, image.bytes), platform: { os, architecture } };
  });
  return stored({ schemaVersion: 2, mediaType: type, manifests }, { type, images: Object.values(images) });
}

function stored(
  document: object,
  { type, blobs = [], images = [] }: Pick<StoredManifest, 'type'> & Partial<StoredManifest>,
): StoredManifest {
  const bytes = Buffer.from(JSON.stringify(document));
  return { type, bytes, digest: digestOf(bytes), blobs, images };
}

function descriptor(mediaType: string, bytes: Buffer): object {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}
