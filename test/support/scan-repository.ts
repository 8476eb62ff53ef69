/** The workloads of one repository, kept: the program handles them while it reads a list. */
import type { Deadline } from '../../lib/async/deadline.ts';
import { usesRepository } from '../../lib/core/plan/image-use.ts';
import { lastSegment, type Repository } from '../../lib/core/names/repository.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Workload } from '../../lib/core/workload/workload.ts';
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import { scanFor, type Scan } from '../../lib/kubernetes/scan.ts';

/** Every workload that uses the repository. Never throws, like {@link scanFor}. */
export function scanRepository(
  cluster: Cluster,
  repository: Repository,
  settings: Settings,
  deadline: Deadline,
): Promise<Scan> {
  const matches = (workload: Workload): boolean => usesRepository(workload, repository, settings);
  return scanFor(cluster, settings, deadline, { mentions: lastSegment(repository), matches });
}
