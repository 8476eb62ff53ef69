import type { Workload } from '../../lib/core/workload/workload.ts';

/** The images of a workload, by container. */
export function containerImages({ containers }: Pick<Workload, 'containers'>): Record<string, string> {
  return Object.fromEntries(containers.map(({ name, image }) => [name, image]));
}
