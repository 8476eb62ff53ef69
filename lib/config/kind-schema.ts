/**
 * `kinds`: rows for workloads that are not built in.
 *
 *     - { group: argoproj.io, version: v1alpha1, plural: rollouts, kind: Rollout }
 *     - group: ray.io
 *       version: v1
 *       plural: rayclusters
 *       kind: RayCluster
 *       podTemplates: [spec.headGroupSpec.template, 'spec.workerGroupSpecs[*].template']
 */
import * as v from 'valibot';
import { isObject } from '../core/text/json.ts';
import { parseFieldPath, type FieldPath } from '../core/workload/field-path.ts';
import { BUILT_IN_KINDS, customKind, type Kind, type KindRow } from '../core/workload/kind.ts';
import { pathText } from './complaint.ts';
import { mapping } from './mapping.ts';
import { TEXT } from './text-schema.ts';
import { issuePath, unique, type ListEntry } from './unique.ts';

// Group, version and plural become segments of API paths.
const GROUP = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,8})?$/;
const LABEL = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;
const KEYS = /^[a-z][A-Za-z0-9]{0,62}(?:\.[a-z][A-Za-z0-9]{0,62}){0,8}$/;

// Paths become the prefixes of labels, which have room for some 200 characters.
const FIELD_PATH = /^spec(?:\.[a-z][A-Za-z0-9]{0,62}(?:\[\*\])?){1,8}$/;
const MAX_PATH = 120;
const MAX_LISTS = 3;
const MAX_PATHS = 16;

// Others make them from templates, and would undo or multiply a change.
const NEVER_TOUCHED: ReadonlySet<string> = new Set([
  'pods.',
  'replicasets.apps',
  'replicasets.extensions',
  'jobs.batch',
]);
const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_KINDS.map(kindName));

function fieldPaths(sentence: string) {
  return v.pipe(
    v.array(
      v.pipe(
        v.string(TEXT),
        v.regex(FIELD_PATH, 'keys from `spec` on, joined by dots, such as `spec.steps[*].image`'),
        v.check(
          (path) => path.length <= MAX_PATH && path.split('[*]').length - 1 <= MAX_LISTS,
          `at most ${MAX_PATH} characters and ${MAX_LISTS} lists`,
        ),
      ),
      'a list of paths',
    ),
    v.minLength(1, 'at least one path'),
    v.maxLength(MAX_PATHS, `at most ${MAX_PATHS} paths`),
    // As labels have them.
    unique(
      (value) =>
        (Array.isArray(value) ? value : []).flatMap((path: unknown, index) =>
          typeof path === 'string' ? [{ keys: [index], identity: path.toLowerCase(), written: path }] : [],
        ),
      (first) => `another path than that of ${first}`,
    ),
    v.description(sentence),
    v.transform((paths) => paths.map(parseFieldPath)),
  );
}

const row = v.pipe(
  mapping({
    group: v.pipe(
      v.string(TEXT),
      v.regex(GROUP, 'an API group such as `argoproj.io`'),
      v.description('API group of the kind; empty for the core group.'),
    ),
    version: v.pipe(
      v.string(TEXT),
      v.regex(LABEL, 'an API version such as `v1alpha1`'),
      v.description('API version to read and patch with.'),
    ),
    plural: v.pipe(
      v.string(TEXT),
      v.regex(LABEL, 'the plural of the API path, such as `rollouts`'),
      v.description('Plural of the kind, as in API paths.'),
    ),
    kind: v.pipe(
      v.string(TEXT),
      v.regex(KIND, 'a kind such as `Rollout`'),
      v.description('The kind, as reports print it.'),
    ),
    podTemplate: v.exactOptional(
      v.pipe(
        v.string(TEXT),
        v.regex(KEYS, 'keys joined by dots, such as `spec.template`'),
        v.description(
          'Keys that lead to the one pod template of each object, joined by dots; `spec.template` unless `podTemplates` or `images` say where images are.',
        ),
      ),
    ),
    podTemplates: v.exactOptional(
      fieldPaths(
        'Paths to pod templates, where an object has several; `[*]` stands for each item of a list.',
      ),
    ),
    images: v.exactOptional(
      fieldPaths(
        'Paths to texts that are images outside of pod templates; `[*]` stands for each item of a list.',
      ),
    ),
    together: v.exactOptional(
      v.pipe(
        v.boolean('true or false'),
        v.description(
          'Whether all images of the pushed repository in an object change together or none does; `true` unless the row has one pod template and nothing else.',
        ),
      ),
    ),
  }),
  v.rawTransform(({ dataset, addIssue }): Kind => {
    const { podTemplate, ...rest } = dataset.value;
    const name = kindName(rest);
    if (NEVER_TOUCHED.has(name)) {
      addIssue({ message: `another kind than ${name}, which is made from a template and never touched` });
    }
    if (BUILT_IN.has(name)) addIssue({ message: `another kind than ${name}, which is built in` });
    if (podTemplate !== undefined && rest.podTemplates !== undefined)
      addIssue({ message: 'one of `podTemplate` and `podTemplates`' });
    const read = podTemplate === undefined ? rest : { ...rest, podTemplate: podTemplate.split('.') };
    for (const { keys, around } of overlaps(read))
      addIssue({ message: `a path apart from ${around}`, path: issuePath(keys, undefined) });
    return customKind(read);
  }),
);

/**
 * Paths of a row that lead to a field of an earlier one, to a field in it or around it: what is there would be decided twice.
 * As labels have them, without capitals.
 */
function overlaps({
  podTemplate,
  podTemplates = [],
  images = [],
}: Pick<KindRow, 'podTemplate' | 'podTemplates' | 'images'>) {
  const all = [
    ...(podTemplate === undefined ? [] : [placePath(['podTemplate'], podTemplate)]),
    ...podTemplates.map((path, index) => placePath(['podTemplates', index], path)),
    ...images.map((path, index) => placePath(['images', index], path)),
  ];
  return all.flatMap(({ keys, text }, index) => {
    const other = all
      .slice(0, index)
      .find((each) => text.startsWith(each.text) || each.text.startsWith(text));
    return other === undefined ? [] : [{ keys, around: pathText(other.keys) }];
  });
}

/** A dot ends each key, so that a text begins with another only where its path does. */
function placePath(keys: ListEntry['keys'], path: FieldPath) {
  return { keys, text: path.map((key) => `${key.toLowerCase()}.`).join('') };
}

/** Kinds beside the built-in ones; the result has the built-in ones first. */
export const kindsSchema = v.pipe(
  v.array(row, 'a list of kinds'),
  v.description('Kinds of workloads beside Deployment, StatefulSet, DaemonSet and CronJob.'),
  unique(rows, (first) => `another kind than kinds${first}`),
  v.transform((custom) => [...BUILT_IN_KINDS, ...custom]),
);

function kindName({ group, plural }: Pick<Kind, 'group' | 'plural'>): string {
  return `${plural}.${group}`;
}

function rows(value: unknown): readonly ListEntry[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((entry, index) => {
    if (!isObject(entry)) return [];
    const { group, plural } = entry;
    if (typeof group !== 'string' || typeof plural !== 'string') return [];
    return [{ keys: [index], identity: kindName({ group, plural }), written: `${plural}.${group}` }];
  });
}
