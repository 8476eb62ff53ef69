/** The source of an entry that finds nothing until its time is up. */
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import type { Deadline } from '../../lib/async/deadline.ts';

export function neverFound(
  name: string,
  told: (deadline: Deadline) => void = () => undefined,
): ClusterSource {
  return {
    name,
    find: (deadline) => {
      told(deadline);
      const { signal } = deadline;
      return new Promise((_, reject) => {
        const end = (): void => reject(new UpdaterError('OutOfTime', 'given up'));
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
      });
    },
  };
}
