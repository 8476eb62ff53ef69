/**
 * Labels and annotations of GitOps tools on the objects they own. They would revert changes of the updater.
 *
 * Built-in marks are specific to a tool that reverts changes by itself; the configuration adds others (`gitOps`).
 * `app.kubernetes.io/instance` is not a mark, because every Helm chart sets it.
 */
import type { JsonObject } from '../text/json.ts';

export interface GitOpsMark {
  /** The name of the tool in reports. */
  readonly tool: string;
  readonly on: 'labels' | 'annotations';
  readonly key: string;
  /** A value with which the tool does not own the object. */
  readonly unless?: string;
}

export const GITOPS_MARKS: readonly GitOpsMark[] = [
  { tool: 'Argo CD', on: 'annotations', key: 'argocd.argoproj.io/tracking-id' },
  // Used by installations with a tracking label of their own, because the default label is that of Helm charts.
  { tool: 'Argo CD', on: 'labels', key: 'argocd.argoproj.io/instance' },
  { tool: 'Flux', on: 'labels', key: 'kustomize.toolkit.fluxcd.io/name' },
  { tool: 'Flux', on: 'labels', key: 'helm.toolkit.fluxcd.io/name' },
  { tool: 'Config Sync', on: 'annotations', key: 'configmanagement.gke.io/managed', unless: 'disabled' },
];

/** The GitOps tool that owns an object with these labels and annotations: that of the first mark, or undefined. */
export function gitOpsOwner(
  object: Readonly<Record<GitOpsMark['on'], JsonObject>>,
  marks: readonly GitOpsMark[] = GITOPS_MARKS,
): string | undefined {
  return marks.find(({ on, key, unless }) => Object.hasOwn(object[on], key) && object[on][key] !== unless)
    ?.tool;
}

/** Whether a label or an annotation of this key may be a mark. */
export function isMarkKey(
  map: GitOpsMark['on'],
  key: string,
  marks: readonly GitOpsMark[] = GITOPS_MARKS,
): boolean {
  return marks.some((mark) => mark.on === map && mark.key === key);
}
