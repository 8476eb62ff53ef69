/** `clusters`: the clusters, how to connect to each, and which namespaces are updated. */
import * as v from 'valibot';
import { isObject } from '../core/text/json.ts';
import {
  companied,
  namedSource,
  oneSource,
  SOURCE_FIELDS,
  SOURCE_RULES,
  someSource,
} from './cluster-source.ts';
import type { ClusterEntry } from './config.ts';
import { singleOrSeveral } from './gke-schema.ts';
import { globsSchema, nonEmptyGlobsSchema } from './glob-schema.ts';
import { mapping } from './mapping.ts';
import { TEXT } from './text-schema.ts';
import { unique, type ListEntry } from './unique.ts';

/** Namespaces of Kubernetes itself, and those whose workloads Google's platform manages. */
export const SYSTEM_NAMESPACES: readonly string[] = [
  'kube-*',
  'gke-*',
  'gmp-*',
  'asm-*',
  'cnrm-*',
  'config-management-*',
  'gatekeeper-*',
  'istio-system',
  'resource-group-*',
];

const namespaces = v.pipe(
  mapping({
    include: v.optional(
      nonEmptyGlobsSchema('Namespaces to update, as globs. A full name takes precedence over `exclude`.'),
      ['*'],
    ),
    exclude: v.optional(globsSchema('Namespaces to exclude, as globs. A list replaces the default.'), [
      ...SYSTEM_NAMESPACES,
    ]),
  }),
  v.description('Namespaces of the cluster whose workloads are updated.'),
);

const cluster = v.pipe(
  mapping({
    name: v.exactOptional(
      v.pipe(
        v.string(TEXT),
        v.regex(/^[\w.:/[\]-]{1,253}$/, 'a name of 1 to 253 letters, digits and `_ . : / - [ ]`'),
        v.description(
          'Name of the cluster in rules and reports. Default: `PROJECT/LOCATION/CLUSTER` of a GKE cluster, host and port of the server, context or path of the kubeconfig, or `in-cluster`.',
        ),
      ),
    ),
    ...SOURCE_FIELDS,
    namespaces: v.optional(namespaces, {}),
  }),
  v.metadata(SOURCE_RULES),
  someSource(),
  oneSource(),
  companied(),
  singleOrSeveral(),
  v.rawTransform(({ dataset, NEVER }): ClusterEntry => {
    const { name, namespaces: selection, ...fields } = dataset.value;
    const named = namedSource(fields);
    // Reached only after a complaint.
    if (named === undefined) return NEVER;
    return { name: name ?? named.name, namespaces: selection, source: named.source };
  }),
);

/** At least one cluster; names are unique. */
export const clustersSchema = v.pipe(
  v.array(cluster, 'a list of clusters'),
  v.description('The clusters to update.'),
  v.minLength(1, 'at least one cluster'),
  unique(names, (first) => `another name than that of clusters${first}`),
);

function names(value: unknown): readonly ListEntry[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((entry, index) =>
    isObject(entry) && typeof entry['name'] === 'string'
      ? [{ keys: [index, 'name'], identity: entry['name'], written: entry['name'] }]
      : [],
  );
}
