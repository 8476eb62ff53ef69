/** What decisions depend on beside the push and the workload: the parsed configuration. */
import type { Glob } from './names/glob.ts';
import type { Kind } from './workload/kind.ts';
import type { Policy } from './policy/policy.ts';
import type { Alias } from './names/repository.ts';
import { isSameTopic, type Topic } from './names/topic.ts';

/** `digest` writes `repo:tag@sha256:…`, `tag` writes `repo:tag`. */
export type Pin = 'digest' | 'tag';

/** A rule of the configuration. It matches where every criterion it names matches; a list matches with any of its globs. */
export interface Rule {
  readonly clusters?: readonly Glob[];
  readonly namespaces?: readonly Glob[];
  /** Globs over canonical repositories. */
  readonly repositories?: readonly Glob[];
  /** Labels of the workload, by exact value. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly policy: Policy;
  readonly pin?: Pin;
  /** Annotations may only be stricter than this rule, that is `never`. */
  readonly enforce: boolean;
}

/**
 * How many workloads one push may change at most. Workloads that are scaled to zero do not count. `Infinity` for no
 * limit.
 */
export interface WorkloadLimits {
  readonly workloadsPerNamespace: number;
  readonly workloadsPerCluster: number;
}

export interface Settings {
  /** `observe` decides and reports, and patches nothing. */
  readonly mode: 'apply' | 'observe';
  readonly policy: Policy;
  readonly pin: Pin;
  /** Only workloads with a policy annotation are followed. */
  readonly optIn: boolean;
  /** In the order of the configuration: the first that matches counts. */
  readonly rules: readonly Rule[];
  readonly kinds: readonly Kind[];
  readonly aliases: readonly Alias[];
  /** Repositories whose updates a topic of another project may trigger; globs over canonical repositories. */
  readonly repositories: readonly Glob[];
  /** Topics of the updater (fan-out, replay): who may publish there may trigger updates of any repository. */
  readonly ownTopics: readonly Topic[];
  /** Where `replay` publishes, one of them: commands name it, so that they need no configuration. */
  readonly replayTopic?: Topic;
  /** What happens to an event that names no topic: `allow` lets it update any repository, `reject` fails it (500). */
  readonly unnamedTopics: 'reject' | 'allow';
  readonly ignoreTags: readonly Glob[];
  readonly limits: WorkloadLimits;
}

/** Whether the configuration names it as the updater's own. */
export function isOwnTopic(topic: Topic, { ownTopics }: Pick<Settings, 'ownTopics'>): boolean {
  return ownTopics.some((own) => isSameTopic(own, topic));
}

/** Which namespaces of a cluster are looked at: included, and not excluded unless included by name. */
export interface NamespaceSelection {
  readonly include: readonly Glob[];
  readonly exclude: readonly Glob[];
}

/** Whether a namespace is looked at. A name written out under `include` counts even where `exclude` matches it. */
export function selects(selection: NamespaceSelection, namespace: string): boolean {
  if (selection.include.some((glob) => glob.literal === namespace)) return true;
  return matchesAny(selection.include, namespace) && !matchesAny(selection.exclude, namespace);
}

/** Whether any of the globs matches the whole text. */
export function matchesAny(globs: readonly Glob[], text: string): boolean {
  return globs.some((glob) => glob.matches(text));
}
