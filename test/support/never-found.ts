/** The source of an entry that finds nothing until its time is up. */
import { Fault } from '../../lib/core/errors/fault.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import type { Budget } from '../../lib/async/retry.ts';

export function neverFound(name: string, told: (budget: Budget) => void = () => undefined): ClusterSource {
  return {
    name,
    find: (budget) => {
      told(budget);
      const { signal } = budget;
      return new Promise((_, reject) => {
        const end = (): void => reject(new Fault('OutOfTime', 'given up'));
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
      });
    },
  };
}
