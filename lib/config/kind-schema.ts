/**
 * `kinds`: entries for kinds of workloads that are not built in.
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

// Group, version and plural become path segments of the API.
const GROUP = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,8})?$/;
const LABEL = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;
const KEYS = /^[a-z][A-Za-z0-9]{0,62}(?:\.[a-z][A-Za-z0-9]{0,62}){0,8}$/;

// Paths become prefixes of label keys, which are limited to about 200 characters.
const FIELD_PATH = /^spec(?:\.[a-z][A-Za-z0-9]{0,62}(?:\[\*\])?){1,8}$/;
const MAX_PATH = 120;
const MAX_LISTS = 3;
const MAX_PATHS = 16;

// Controllers create these from templates, and would revert or multiply a change.
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
    // In lower case, like in labels.
    unique(
      (value) =>
        (Array.isArray(value) ? value : []).flatMap((path: unknown, index) =>
          typeof path === 'string' ? [{ keys: [index], identity: path.toLowerCase(), written: path }] : [],
        ),
      (first) => `another path than ${first}`,
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
      v.description('API version for reading and patching.'),
    ),
    plural: v.pipe(
      v.string(TEXT),
      v.regex(LABEL, 'the plural of the API path, such as `rollouts`'),
      v.description('Plural of the kind in API paths.'),
    ),
    kind: v.pipe(
      v.string(TEXT),
      v.regex(KIND, 'a kind such as `Rollout`'),
      v.description('The kind, such as `Rollout`.'),
    ),
    podTemplate: v.exactOptional(
      v.pipe(
        v.string(TEXT),
        v.regex(KEYS, 'keys joined by dots, such as `spec.template`'),
        v.description(
          'Path to the pod template, as keys joined by dots. Default: `spec.template`, unless `podTemplates` or `images` is set.',
        ),
      ),
    ),
    podTemplates: v.exactOptional(
      fieldPaths('Paths to pod templates, if an object has several. `[*]` matches each item of a list.'),
    ),
    images: v.exactOptional(
      fieldPaths('Paths to image fields outside of pod templates. `[*]` matches each item of a list.'),
    ),
    together: v.exactOptional(
      v.pipe(
        v.boolean('true or false'),
        v.description(
          'Whether all images of the pushed repository in an object are updated together or not at all. Default: `false` with a single pod template and no `images`, else `true`.',
        ),
      ),
    ),
  }),
  v.rawTransform(({ dataset, addIssue }): Kind => {
    const { podTemplate, ...rest } = dataset.value;
    const name = kindName(rest);
    if (NEVER_TOUCHED.has(name)) {
      addIssue({ message: `another kind than ${name}, which a controller creates from a template` });
    }
    if (BUILT_IN.has(name)) addIssue({ message: `another kind than ${name}, which is built in` });
    if (podTemplate !== undefined && rest.podTemplates !== undefined)
      addIssue({ message: '`podTemplate` or `podTemplates`' });
    const read = podTemplate === undefined ? rest : { ...rest, podTemplate: podTemplate.split('.') };
    for (const { keys, around } of overlaps(read))
      addIssue({ message: `a path that does not overlap ${around}`, path: issuePath(keys, undefined) });
    return customKind(read);
  }),
);

/**
 * Paths of a kind that overlap an earlier one: the field itself, one inside it, or one around it. An image there would be
 * decided twice. Compared in lower case, like in labels.
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

/** Each key ends with a dot, so that a prefix of the text is a prefix of the path. */
function placePath(keys: ListEntry['keys'], path: FieldPath) {
  return { keys, text: path.map((key) => `${key.toLowerCase()}.`).join('') };
}

/** Kinds in addition to the built-in ones, which come first in the result. */
export const kindsSchema = v.pipe(
  v.array(row, 'a list of kinds'),
  v.description('Kinds of workloads in addition to Deployment, StatefulSet, DaemonSet and CronJob.'),
  unique(rows, (first) => `another kind than that of kinds${first}`),
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
