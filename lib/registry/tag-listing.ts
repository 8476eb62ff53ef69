/** What a registry lists, for those who decide on it. */
import type { Deadline } from '../async/deadline.ts';
import type { UpdaterError } from '../core/errors/updater-error.ts';
import type { Repository } from '../core/names/repository.ts';

/** The tags of repositories as their registries list them. Never rejects. */
export type ListTags = (
  repositories: ReadonlySet<Repository>,
  deadline: Deadline,
  onListed?: (count: { readonly done: number; readonly total: number }) => void,
) => Promise<readonly TagListing[]>;

/** The listing of some repositories, which one registry keeps together; or why there is none. */
export type TagListing = { readonly repositories: readonly Repository[] } & (
  | { readonly images: readonly ListedTag[] }
  | { readonly fault: UpdaterError }
  /** Of a registry without listings that have upload times. */
  | { readonly unlistable: true }
);

/** A tag that exists now. */
export interface ListedTag {
  readonly repository: Repository;
  readonly tag: string;
  /** `sha256:…`. */
  readonly digest: string;
  /** When the digest was uploaded, which may be long before it was tagged; milliseconds since the epoch. */
  readonly uploadedAt: number;
}
