/**
 * Policy annotations for containers that a workload does not have. A misspelt name leaves the container that was meant to
 * another policy, so it is reported beside what became of the containers that there are.
 */
import { skip, type Skip } from './decision.ts';
import { nearest } from '../text/nearest.ts';
import { policyAnnotationKey, type Workload } from '../workload/workload.ts';

// Owners choose how many containers there are and how long their names are.
const MAX_COMPARED = 20;

/** One annotation: the name that no container has, and the report's words for it. */
export interface UnknownContainer {
  readonly name: string;
  readonly skip: Skip;
  /** The container that was probably meant; undefined where no name is alike. */
  readonly meant: string | undefined;
}

/** In the order of the annotations. */
export function findUnknownContainers({
  containers,
  unknownPolicyContainers,
}: Pick<Workload, 'containers' | 'unknownPolicyContainers'>): readonly UnknownContainer[] {
  return unknownPolicyContainers.map((name) => {
    const names = containers.slice(0, MAX_COMPARED).map((container) => container.name);
    const meant = nearest(name, names);
    const hint = meant === undefined ? '' : `; the nearest is ${meant}`;
    const detail = `expected the name of a container in the annotation ${policyAnnotationKey(name)}, got ${name}${hint}`;
    return { name, skip: skip('NoSuchContainer', detail), meant };
  });
}
