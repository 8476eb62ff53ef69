/**
 * Policy annotations for unknown containers. With a misspelled name the intended container has another policy, so it is
 * reported with the outcomes of the existing containers.
 */
import { skip, type Skip } from './decision.ts';
import { nearest } from '../text/nearest.ts';
import { policyAnnotationKey, type Workload } from '../workload/workload.ts';

// Owners choose the number of containers and the length of their names.
const MAX_COMPARED = 20;

/** An annotation: the unknown name, and its detail in the report. */
export interface UnknownContainer {
  readonly name: string;
  readonly skip: Skip;
  /** The container that was probably meant; undefined if no name is similar. */
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
