/** The sources of a cluster: keys of its entry, exactly one of which is required, and the keys that depend on them. */
import * as v from 'valibot';
import { isObject, objectOr } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import { codedCheck } from './coded-check.ts';
import type { SourceConfig } from './config.ts';
import { GKE_FIELDS, gkeEntryName } from './gke-schema.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';
import { issuePath } from './unique.ts';

const SERVER =
  'an http or https address without user, password, query and fragment, such as `http://127.0.0.1:8001`';

/** The keys for the schema of an entry. */
export const SOURCE_FIELDS = {
  ...GKE_FIELDS,
  server: v.exactOptional(
    v.pipe(
      v.string(TEXT),
      v.regex(/^https?:\/\/[^\s@?#\\]+$/, SERVER),
      v.description('Address of an API server that needs no credentials, such as `kubectl proxy`.'),
      v.examples(['http://127.0.0.1:8001']),
      parsedBy(readServer),
    ),
  ),
  kubeconfig: v.exactOptional(
    v.pipe(
      printableText(4096, 'the path of a file'),
      v.description('Path of a kubeconfig file; `~/` is the home directory. Its exec plugins are run.'),
      v.examples(['~/.kube/config']),
    ),
  ),
  context: v.exactOptional(
    v.pipe(
      printableText(253, 'the name of a context'),
      v.description('Context of the kubeconfig. Default: its current context.'),
    ),
  ),
  inCluster: v.exactOptional(
    v.pipe(
      v.boolean('true'),
      v.value(true, 'true; to disable it, remove the key'),
      v.description(
        '`true`: the cluster in which this process runs as a pod, with the service account of the pod.',
      ),
    ),
  ),
};

type Fields = v.InferOutput<v.StrictObjectSchema<typeof SOURCE_FIELDS, undefined>>;

interface SourceForm {
  /** Keys that are allowed only together with this one. */
  readonly beside: readonly (keyof Fields)[];
  /** The source of the entry, with its default name; undefined if the entry has another source. */
  readonly read: (fields: Fields) => NamedSource | undefined;
}

interface NamedSource {
  readonly name: string;
  readonly source: SourceConfig;
}

const SOURCE_FORMS: Readonly<Record<SourceConfig['type'], SourceForm>> = {
  gke: {
    beside: ['labels', 'endpoint', 'impersonate'],
    read: ({ gke, labels = {}, endpoint = 'auto', impersonate }) => {
      if (gke === undefined) return undefined;
      const as = impersonate === undefined ? {} : { impersonate };
      return {
        name: gkeEntryName({ ...gke, labels }),
        source: { type: 'gke', ...gke, labels, endpoint, ...as },
      };
    },
  },
  server: {
    beside: [],
    read: ({ server }) => server && { name: server.host, source: { type: 'server', server } },
  },
  kubeconfig: {
    beside: ['context'],
    read: ({ kubeconfig: path, context }) => {
      if (path === undefined) return undefined;
      const source = { type: 'kubeconfig', path, ...(context === undefined ? {} : { context }) } as const;
      return { name: context ?? path, source };
    },
  },
  inCluster: {
    beside: [],
    read: ({ inCluster }) =>
      inCluster === true ? { name: 'in-cluster', source: { type: 'inCluster' } } : undefined,
  },
};

const KEYS = Object.keys(SOURCE_FORMS);
const COMPANIONS = Object.entries(SOURCE_FORMS).flatMap(([key, { beside }]) =>
  beside.map((name) => ({ name, key })),
);

/** Checks that an entry has a source. */
export function someSource<T>(): v.RawCheckAction<T> {
  return codedCheck('NoSource', ({ dataset, addIssue }) => {
    const isEntry = isObject(dataset.value);
    if (isEntry && entryKeys(dataset.value).length === 0)
      addIssue({ message: `one of the keys ${KEYS.join(', ')}` });
  });
}

/** Checks that an entry has no second source. */
export function oneSource<T>(): v.RawCheckAction<T> {
  return codedCheck('TwoSources', ({ dataset, addIssue }) => {
    for (const key of entryKeys(dataset.value).slice(1))
      addIssue({ message: `only one of the keys ${KEYS.join(', ')}`, path: issuePath([key], key) });
  });
}

/** Checks that no key occurs without the key that it depends on. */
export function companied<T>(): v.RawCheckAction<T> {
  return codedCheck('UnknownKey', ({ dataset, addIssue }) => {
    const entry = objectOr(dataset.value);
    for (const { name, key } of COMPANIONS.filter((each) => each.name in entry && !(each.key in entry)))
      addIssue({ message: `the key \`${key}\` with it`, path: issuePath([name], name) });
  });
}

/** The three rules as JSON Schema, for editors. */
export const SOURCE_RULES = {
  oneOf: KEYS.map((key) => ({ required: [key] })),
  dependencies: Object.fromEntries(COMPANIONS.map(({ name, key }) => [name, [key]])),
};

/** The source of a validated entry. */
export function namedSource(fields: Fields): NamedSource | undefined {
  return Object.values(SOURCE_FORMS)
    .flatMap(({ read }) => read(fields) ?? [])
    .at(0);
}

function entryKeys(entry: unknown): readonly string[] {
  return Object.keys(objectOr(entry)).filter((key) => KEYS.includes(key));
}

function readServer(text: string): Parsed<URL> {
  const value = URL.parse(text);
  return value === null ? { invalid: SERVER } : { value };
}

function printableText(longest: number, expected: string) {
  const message = `${expected}, of 1 to ${longest} printable characters`;
  const isPrintable = (text: string): boolean => printable(text, longest) === text;
  return v.pipe(
    v.string(TEXT),
    v.minLength(1, message),
    v.maxLength(longest, message),
    v.check(isPrintable, message),
  );
}
