/**
 * Policy annotations for containers that a workload does not have. A misspelt name leaves the container that was meant to
 * another policy, so it is reported beside what became of the containers that there are.
 */
import { distance } from 'fastest-levenshtein';
import { skip, type Skip } from './decide.ts';
import { policyAnnotationOf, type Workload } from './workload.ts';

// Owners choose how many containers there are and how long their names are.
const MAX_COMPARED = 20;

/** One annotation: the name that no container has, and the report's words for it. */
export interface UnknownContainer {
  readonly name: string;
  readonly skip: Skip;
  /** The container whose name is the most alike; undefined in a workload without containers. */
  readonly nearest: string | undefined;
}

/** In the order of the annotations. */
export function unknownContainersOf({
  containers,
  unknownPolicyContainers,
}: Pick<Workload, 'containers' | 'unknownPolicyContainers'>): readonly UnknownContainer[] {
  return unknownPolicyContainers.map((name) => {
    const nearest = nearestOf(
      name,
      containers.slice(0, MAX_COMPARED).map((container) => container.name),
    );
    const hint = nearest === undefined ? '' : `; the nearest is ${nearest}`;
    const detail = `expected the name of a container in the annotation ${policyAnnotationOf(name)}, got ${name}${hint}`;
    return { name, skip: skip('NoSuchContainer', detail), nearest };
  });
}

function nearestOf(name: string, names: readonly string[]): string | undefined {
  return names
    .filter((each) => each !== '')
    .map((each) => ({ each, edits: distance(each, name) }))
    .toSorted((a, b) => a.edits - b.edits)
    .at(0)?.each;
}
