/** A listing: the tagged images of some repositories, out of all pages of a repository of Artifact Registry. */
import { TAG } from '../../core/names/image-reference.ts';
import { canonicalPath, type Repository } from '../../core/names/repository.ts';
import type { DockerImage } from './docker-images.ts';

/** A tag that exists now. */
interface ListedImage {
  readonly repository: Repository;
  readonly tag: string;
  /** `sha256:…`. */
  readonly digest: string;
  /** When the digest was uploaded, which may be long before it was tagged; milliseconds since the epoch. */
  readonly uploadedAt: number;
}

/** A complete listing. No two images have the same repository and tag. */
export interface Listing {
  readonly images: readonly ListedImage[];
  /** How many images were read, also of other repositories and without a tag. */
  readonly read: number;
  readonly dropped: DroppedTags;
}

/** How many tags of the wanted repositories are not listed, and why. */
interface DroppedTags {
  /** Listed with two digests: the tag was moved while the pages were read. */
  readonly ambiguous: number;
  /** Without a readable upload time. */
  readonly untimed: number;
  /** With an upload time later than now. */
  readonly future: number;
  /** Not a tag, or not a digest of SHA-256. */
  readonly invalid: number;
}

export interface ListingCollector {
  readonly add: (images: readonly DockerImage[]) => void;
  /** How many tags are kept in memory. */
  readonly kept: () => number;
  readonly finish: () => Listing;
}

type Row = Pick<DockerImage, 'digest' | 'uploadedAt'> & { readonly ambiguous: boolean };

type Classified = 'listed' | keyof DroppedTags;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Collects pages and keeps only the tags of wanted repositories. `now` is in milliseconds since the epoch, when the listing
 * began: what is uploaded later belongs to the next one.
 */
export function collectListing(wanted: ReadonlySet<Repository>, now: number): ListingCollector {
  // The names of `wanted` as keys: those of a page would keep the text of their page.
  const rows = new Map([...wanted].map((repository) => [repository, new Map<string, Row>()]));
  let read = 0;
  return {
    add: (images) => {
      read += images.length;
      for (const image of images) {
        const tags = rows.get(canonicalPath(image.path.replaceAll('%2F', '/')));
        if (tags !== undefined) for (const tag of image.tags) tags.set(tag, mergeRows(tags.get(tag), image));
      }
    },
    kept: () => [...rows.values()].reduce((sum, tags) => sum + tags.size, 0),
    finish: () => {
      const images: ListedImage[] = [];
      const counts: Record<Classified, number> = {
        listed: 0,
        ambiguous: 0,
        untimed: 0,
        future: 0,
        invalid: 0,
      };
      for (const [repository, tags] of rows)
        for (const [tag, row] of tags) {
          const classified = classifyRow(tag, row, now);
          counts[classified] += 1;
          const { digest, uploadedAt } = row;
          if (classified === 'listed' && uploadedAt !== undefined)
            images.push({ repository, tag, digest, uploadedAt });
        }
      const { listed: _listed, ...dropped } = counts;
      return { images, read, dropped };
    },
  };
}

/** The same tag once more: on the same digest, with the earlier time, because a later one would make an image newer than it is. */
function mergeRows(before: Row | undefined, { digest, uploadedAt }: DockerImage): Row {
  if (before === undefined) return { digest, uploadedAt, ambiguous: false };
  if (before.digest !== digest) return { ...before, ambiguous: true };
  const times = [before.uploadedAt, uploadedAt].filter((time) => time !== undefined);
  return { ...before, uploadedAt: times.length === 2 ? Math.min(...times) : undefined };
}

function classifyRow(tag: string, { digest, uploadedAt, ambiguous }: Row, now: number): Classified {
  if (ambiguous) return 'ambiguous';
  if (!TAG.test(tag) || !DIGEST.test(digest)) return 'invalid';
  if (uploadedAt === undefined) return 'untimed';
  return uploadedAt > now ? 'future' : 'listed';
}
