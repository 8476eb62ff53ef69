/**
 * Marks that GitOps tools leave on the objects they own. They would revert what the updater changes.
 *
 * `app.kubernetes.io/instance` is none of them: every Helm chart sets it.
 */
import type { JsonObject } from '../text/json.ts';

interface GitOpsMark {
  readonly tool: string;
  readonly on: 'labels' | 'annotations';
  readonly key: string;
  /** A value that says the tool does not own the object. */
  readonly unless?: string;
}

export const GITOPS_MARKS: readonly GitOpsMark[] = [
  { tool: 'Argo CD', on: 'annotations', key: 'argocd.argoproj.io/tracking-id' },
  { tool: 'Flux', on: 'labels', key: 'kustomize.toolkit.fluxcd.io/name' },
  { tool: 'Flux', on: 'labels', key: 'helm.toolkit.fluxcd.io/name' },
  { tool: 'Config Sync', on: 'annotations', key: 'configmanagement.gke.io/managed', unless: 'disabled' },
];

/** The GitOps tool that owns an object with these labels and annotations, or undefined. */
export function gitOpsOwner(object: Readonly<Record<GitOpsMark['on'], JsonObject>>): string | undefined {
  return GITOPS_MARKS.find(
    ({ on, key, unless }) => Object.hasOwn(object[on], key) && object[on][key] !== unless,
  )?.tool;
}
