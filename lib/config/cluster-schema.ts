/** `clusters`: which clusters there are, how each is reached, and which namespaces count. */
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

/** Namespaces of Kubernetes itself, and those that Google's platform fills and repairs. */
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
      nonEmptyGlobsSchema(
        'Namespaces to look at; one written out in full counts even where `exclude` matches it.',
      ),
      ['*'],
    ),
    exclude: v.optional(
      globsSchema('Namespaces to leave out; a list given here takes the place of the default.'),
      [...SYSTEM_NAMESPACES],
    ),
  }),
  v.description('Which namespaces of the cluster are looked at.'),
);

const cluster = v.pipe(
  mapping({
    name: v.exactOptional(
      v.pipe(
        v.string(TEXT),
        v.regex(/^[\w.:/[\]-]{1,253}$/, 'a name of 1 to 253 letters, digits and `_ . : / - [ ]`'),
        v.description(
          'What rules and reports call the cluster; where it is left out, `PROJECT/LOCATION/CLUSTER` of a GKE cluster, host and port of the server, the context or the path of the kubeconfig, or `in-cluster`.',
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
    // Only after a complaint.
    if (named === undefined) return NEVER;
    return { name: name ?? named.name, namespaces: selection, source: named.source };
  }),
);

/** At least one cluster, each with a name of its own. */
export const clustersSchema = v.pipe(
  v.array(cluster, 'a list of clusters'),
  v.description('The clusters to update.'),
  v.minLength(1, 'at least one cluster'),
  unique(names, (first) => `another name than clusters${first}`),
);

function names(value: unknown): readonly ListEntry[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((entry, index) =>
    isObject(entry) && typeof entry['name'] === 'string'
      ? [{ keys: [index, 'name'], identity: entry['name'], written: entry['name'] }]
      : [],
  );
}
