/** `gitOps`: labels and annotations of GitOps tools that are not built in. */
import * as v from 'valibot';
import { isObject } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import { GITOPS_MARKS, isMarkKey, type GitOpsMark } from '../core/workload/gitops.ts';
import type { Kind } from '../core/workload/kind.ts';
import { mapping } from './mapping.ts';
import { METADATA_KEY } from './rule-schema.ts';
import { TEXT } from './text-schema.ts';
import { unique, type ListEntry } from './unique.ts';

const TOOL = 'a name of 1 to 63 printable characters';
const MAPS = { label: 'labels', annotation: 'annotations' } as const;

const mark = v.pipe(
  mapping({
    tool: v.pipe(
      v.string(TEXT),
      v.minLength(1, TOOL),
      v.maxLength(63, TOOL),
      v.check((text) => printable(text) === text, TOOL),
      v.description('Name of the tool in reports.'),
    ),
    on: v.pipe(
      v.picklist(['label', 'annotation'], '`label` or `annotation`'),
      v.description('Whether the mark is a label or an annotation.'),
    ),
    key: v.pipe(
      v.string(TEXT),
      v.regex(METADATA_KEY, 'a key such as `kapp.k14s.io/app`'),
      v.description('Its key. The value is not compared.'),
    ),
  }),
  v.rawTransform(({ dataset, addIssue }): GitOpsMark => {
    const { tool, on, key } = dataset.value;
    if (isMarkKey(MAPS[on], key)) addIssue({ message: 'a mark that is not built in' });
    return { tool, on: MAPS[on], key };
  }),
);

/** Marks in addition to the built-in ones. */
export const gitOpsSchema = v.pipe(
  v.array(mark, 'a list of marks'),
  v.description(
    'Labels and annotations of further GitOps tools. Containers of workloads with such a mark are skipped (`GitOpsOwned`), unless they have a policy annotation other than `never`.',
  ),
  unique(marks, (first) => `another mark than that of gitOps${first}`),
);

/** The kinds, with these marks in addition to the built-in ones. */
export function withGitOpsMarks(kinds: readonly Kind[], added: readonly GitOpsMark[]): readonly Kind[] {
  if (added.length === 0) return kinds;
  const gitOpsMarks = [...GITOPS_MARKS, ...added];
  return kinds.map((kind) => ({ ...kind, gitOpsMarks }));
}

function marks(value: unknown): readonly ListEntry[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((entry, index) => {
    if (!isObject(entry)) return [];
    const { on, key } = entry;
    if (typeof on !== 'string' || typeof key !== 'string') return [];
    return [{ keys: [index], identity: `${on} ${key}`, written: key }];
  });
}
