/** `clusters`: which clusters there are, how each is reached, and which namespaces count. */
import * as v from 'valibot';
import { isObject } from '../core/json.ts';
import type { ClusterEntry } from './config.ts';
import { globs, someGlobs } from './glob-schema.ts';
import { mapping } from './mapping.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';
import { unique, type Entry } from './unique.ts';

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

const SERVER =
  'an http or https address without user, password, query and fragment, such as `http://127.0.0.1:8001`';

const namespaces = v.pipe(
  mapping({
    include: v.optional(
      someGlobs('Namespaces to look at; one written out in full counts even where `exclude` matches it.'),
      ['*'],
    ),
    exclude: v.optional(globs('Namespaces to leave out; a list given here takes the place of the default.'), [
      ...SYSTEM_NAMESPACES,
    ]),
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
          'What rules and reports call the cluster; host and port of the server where it is left out.',
        ),
      ),
    ),
    server: v.pipe(
      v.string(TEXT),
      v.regex(/^https?:\/\/[^\s@?#\\]+$/, SERVER),
      v.description('Address of an API server that wants no token, as `kubectl proxy` gives.'),
      v.examples(['http://127.0.0.1:8001']),
      parsedBy(readServer),
    ),
    namespaces: v.optional(namespaces, {}),
  }),
  v.transform(({ name, server, namespaces: selection }): ClusterEntry => ({
    name: name ?? server.host,
    namespaces: selection,
    source: { type: 'server', server },
  })),
);

/** At least one cluster, each with a name of its own. */
export const clusters = v.pipe(
  v.array(cluster, 'a list of clusters'),
  v.description('The clusters to update.'),
  v.minLength(1, 'at least one cluster'),
  unique(names, (first) => `another name than clusters${first}`),
);

function readServer(text: string): Parsed<URL> {
  const value = URL.parse(text);
  return value === null ? { invalid: SERVER } : { value };
}

function names(value: unknown): readonly Entry[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((entry, index) =>
    isObject(entry) && typeof entry['name'] === 'string'
      ? [{ keys: [index, 'name'], identity: entry['name'], written: entry['name'] }]
      : [],
  );
}
