/** The lists that are read in a cluster, and their errors. */
import type { Kind } from '../core/workload/kind.ts';
import type { ClusterFault } from '../core/report/report.ts';
import type { NamespaceSelection, Settings } from '../core/settings.ts';
import type { Cluster } from './cluster.ts';
import type { ListResult } from './list/list-workloads.ts';

export interface ListToRead {
  readonly kind: Kind;
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined;
  /** For messages: `list deployments in shop`. */
  readonly where: string;
}

/** A list for each kind and namespace, in that order. */
export function listsToRead(
  { kinds }: Pick<Settings, 'kinds'>,
  { namespaces }: Pick<Cluster, 'namespaces'>,
): readonly ListToRead[] {
  return kinds.flatMap((kind) =>
    namespacesToList(namespaces).map((namespace) => ({
      kind,
      namespace,
      where: `list ${kind.plural}${namespace === undefined ? '' : ` in ${namespace}`}`,
    })),
  );
}

/** Namespaces without globs are listed one by one, so that RoleBindings are enough; `undefined` means all namespaces. */
function namespacesToList({ include }: NamespaceSelection): readonly (string | undefined)[] {
  const names = include.map(({ literal }) => literal);
  return names.includes(undefined) ? [undefined] : [...new Set(names)];
}

/** The error of a list with invalid objects; undefined if there are none. */
export function invalidObjects(where: string, { invalid, samples }: ListResult): readonly ClusterFault[] {
  return invalid === 0
    ? []
    : [{ where, reason: 'InvalidObject', detail: `${invalid} objects: ${samples.join('; ')}` }];
}

/** Reasons about a single list; all others are about the cluster or the connection. */
const OF_ONE_LIST: ReadonlySet<ClusterFault['reason']> = new Set([
  'Forbidden',
  'Refused',
  'ServerError',
  'CutStream',
  'InvalidObject',
  'Unexpected',
]);

/** Merges errors that several of the `count` lists of a cluster have in common. */
export function withoutRepeats<T extends ClusterFault>(faults: readonly T[], count: number): readonly T[] {
  const groups = Map.groupBy(faults, ({ reason }, place) => (OF_ONE_LIST.has(reason) ? place : reason));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const isAll = others.length + 1 === count;
    return { ...first, where: isAll ? 'list workloads' : `${first.where} and ${others.length} more lists` };
  });
}
