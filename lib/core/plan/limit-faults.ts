/** The failure `TooMany`: which limit was passed and by how much, and what the command that replays the push needs. */
import { imageOf, type Push } from '../event/push.ts';
import type { Terms } from '../errors/reason-text.ts';
import type { ClusterFault } from '../report/report.ts';
import type { Limits } from '../settings.ts';
import { printable } from '../text/printable.ts';
import { holdsBackCluster, type Verdict } from './workload-limits.ts';

/** One for each namespace that is beyond its limit, and one for the cluster. */
export function limitFaults(verdict: Verdict, push: Push): readonly ClusterFault[] {
  const { limits, beyond, total } = verdict;
  const fault = (where: string, limit: keyof Limits, counted: number): ClusterFault => ({
    where: `update the ${where}`,
    reason: 'TooMany',
    detail: `expected at most ${limits[limit]} workloads to update (\`limits.${limit}\`), got ${counted}`,
    terms: termsOf(push),
  });
  const namespaces = [...beyond].map(([namespace, counted]) =>
    fault(`namespace ${printable(namespace)}`, 'workloadsPerNamespace', counted),
  );
  return holdsBackCluster(verdict)
    ? [...namespaces, fault('cluster', 'workloadsPerCluster', total)]
    : namespaces;
}

function termsOf(push: Push): Terms {
  const { digest, unpinned, publishedAt } = push;
  return {
    IMAGE: shellWord(imageOf(push)),
    TIME: new Date(publishedAt).toISOString(),
    ...(unpinned === true && digest === undefined && { options: '--unpinned' }),
  };
}

// An IPv6 address in a reference has brackets, which shells expand.
function shellWord(image: string): string {
  return /^[\w./:@-]+$/.test(image) ? image : `'${image}'`;
}
