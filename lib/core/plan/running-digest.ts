/** Who runs a digest. */
import type { DeletedDigest } from '../event/deleted-digest.ts';
import type { Settings } from '../settings.ts';
import { parseUpdateRecords, recordsImage } from '../workload/applied-state.ts';
import type { Container } from '../workload/container.ts';
import type { Workload } from '../workload/workload.ts';
import { findUse } from './image-use.ts';

/**
 * The containers whose image carries the digest, or carries none and has it in the record. Whose the workload is, and whether
 * it is followed, does not matter: its pods need the digest all the same.
 */
export function findRunningContainers(
  workload: Workload,
  { repository, digest }: DeletedDigest,
  settings: Settings,
): readonly Container[] {
  const record = parseUpdateRecords(workload);
  return workload.containers.filter((container) => {
    const use = findUse(container, repository, settings);
    if (use === undefined || 'invalid' in use) return false;
    if (use.image.digest !== undefined) return use.image.digest === digest;
    const entry = record.get(container.name);
    return entry?.digest === digest && recordsImage(entry, container.image);
  });
}
