/** The error `TooMany`: the exceeded limit, the count, and the terms of the command that replays the push. */
import { formatImage, type Push } from '../event/push.ts';
import type { Terms } from '../errors/reason-text.ts';
import type { ClusterFault } from '../report/report.ts';
import { topicName } from '../names/topic.ts';
import type { Settings, WorkloadLimits } from '../settings.ts';
import { printable } from '../text/printable.ts';
import { shellWord } from '../text/shell-word.ts';
import { holdsBackCluster, type LimitCheck } from './workload-limits.ts';

/** One for each namespace beyond its limit, and one for the cluster. */
export function limitFaults(
  check: LimitCheck,
  push: Push,
  settings: Pick<Settings, 'replayTopic'>,
): readonly ClusterFault[] {
  const { limits, beyond, total } = check;
  const fault = (where: string, limit: keyof WorkloadLimits, counted: number): ClusterFault => ({
    where: `update the ${where}`,
    reason: 'TooMany',
    detail: `expected at most ${limits[limit]} workloads to update (\`limits.${limit}\`), got ${counted}`,
    terms: limitTerms(push, settings),
  });
  const namespaces = [...beyond].map(([namespace, counted]) =>
    fault(`namespace ${printable(namespace)}`, 'workloadsPerNamespace', counted),
  );
  return holdsBackCluster(check)
    ? [...namespaces, fault('cluster', 'workloadsPerCluster', total)]
    : namespaces;
}

function limitTerms(push: Push, { replayTopic }: Pick<Settings, 'replayTopic'>): Terms {
  const { digest, unpinned, publishedAt } = push;
  return {
    IMAGE: shellWord(formatImage(push)),
    TIME: new Date(publishedAt).toISOString(),
    ...(replayTopic !== undefined && { TOPIC: topicName(replayTopic) }),
    ...(unpinned === true && digest === undefined && { options: '--unpinned' }),
  };
}
