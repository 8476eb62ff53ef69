/** `kinds`: rows for workloads that are not built in, such as Argo Rollouts. */
import * as v from 'valibot';
import { isObject } from '../core/text/json.ts';
import { BUILT_IN_KINDS, customKind, type Kind } from '../core/workload/kind.ts';
import { mapping } from './mapping.ts';
import { TEXT } from './text-schema.ts';
import { unique, type ListEntry } from './unique.ts';

// Group, version and plural become segments of API paths.
const GROUP = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,8})?$/;
const LABEL = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;
const KEYS = /^[a-z][A-Za-z0-9]{0,62}(?:\.[a-z][A-Za-z0-9]{0,62}){0,8}$/;

// Others make them from templates, and would undo or multiply a change.
const NEVER_TOUCHED: ReadonlySet<string> = new Set([
  'pods.',
  'replicasets.apps',
  'replicasets.extensions',
  'jobs.batch',
]);
const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_KINDS.map(kindName));

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
    podTemplate: v.optional(
      v.pipe(
        v.string(TEXT),
        v.regex(KEYS, 'keys joined by dots, such as `spec.template`'),
        v.description('Keys that lead to the pod template, joined by dots.'),
      ),
      'spec.template',
    ),
  }),
  v.rawTransform(({ dataset, addIssue }): Kind => {
    const { podTemplate, ...names } = dataset.value;
    const name = kindName(names);
    if (NEVER_TOUCHED.has(name)) {
      addIssue({ message: `another kind than ${name}, which is made from a template and never touched` });
    }
    if (BUILT_IN.has(name)) addIssue({ message: `another kind than ${name}, which is built in` });
    return customKind({ ...names, podTemplate: podTemplate.split('.') });
  }),
);

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
