/** Finds containers that run a digest, for many digests at once, because a registry deletes thousands together. */
import { formatDeletedDigest, type DeletedDigest } from '../event/deleted-digest.ts';
import { parseImage } from '../names/image-reference.ts';
import { canonicalRepository, lastSegment, type Repository } from '../names/repository.ts';
import type { Settings } from '../settings.ts';
import { parseUpdateRecords, recordsImage, type UpdateRecord } from '../workload/applied-state.ts';
import type { Container } from '../workload/container.ts';
import type { Workload } from '../workload/workload.ts';

/** Digests by the parts of a reference: one lookup for each container, for any number of digests. */
export interface WantedDigests {
  readonly byRepository: ReadonlyMap<Repository, ReadonlySet<string>>;
  /** The last segments of the repositories. */
  readonly names: readonly string[];
}

export function groupDigests(asked: readonly DeletedDigest[]): WantedDigests {
  const byRepository = new Map<Repository, Set<string>>();
  for (const { repository, digest } of asked)
    byRepository.set(repository, (byRepository.get(repository) ?? new Set()).add(digest));
  return { byRepository, names: [...new Set([...byRepository.keys()].map(lastSegment))] };
}

/**
 * The containers whose image has one of the digests, or has none but contains it in the record; by digest with repository, in
 * the form of `formatDeletedDigest`. Owner and policy do not matter, because the pods need the digest in any case. The record
 * is parsed once, and only if it is needed.
 */
export function findRunningContainers(
  workload: Workload,
  { byRepository, names }: WantedDigests,
  settings: Pick<Settings, 'aliases'>,
): ReadonlyMap<string, readonly Container[]> {
  const found = new Map<string, Container[]>();
  let record: ReadonlyMap<string, UpdateRecord> | undefined;
  for (const container of workload.containers) {
    if (!names.some((name) => container.image.includes(name))) continue;
    const parsed = parseImage(container.image);
    if ('invalid' in parsed) continue;
    const repository = canonicalRepository(parsed.image, settings.aliases);
    const wanted = byRepository.get(repository);
    if (wanted === undefined) continue;
    let { digest } = parsed.image;
    if (digest === undefined) {
      record ??= parseUpdateRecords(workload);
      digest = recordedDigest(record.get(container.name), container.image);
    }
    if (digest === undefined || !wanted.has(digest)) continue;
    const text = formatDeletedDigest({ repository, digest });
    found.set(text, [...(found.get(text) ?? []), container]);
  }
  return found;
}

function recordedDigest(entry: UpdateRecord | undefined, image: string): string | undefined {
  return entry !== undefined && recordsImage(entry, image) ? entry.digest : undefined;
}
