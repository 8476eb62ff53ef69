/** The settings on which decisions depend: the parsed configuration. */
import type { Window } from './gate/windows.ts';
import type { Glob } from './names/glob.ts';
import type { Kind } from './workload/kind.ts';
import type { Policy } from './policy/policy.ts';
import type { Alias } from './names/repository.ts';
import { isSameTopic, type Topic } from './names/topic.ts';

/** `digest` writes `repo:tag@sha256:…`, `tag` writes `repo:tag`. */
export type Pin = 'digest' | 'tag';

/** A rule of the configuration. It matches if all its criteria match; a list matches with any of its globs. */
export interface Rule {
  readonly clusters?: readonly Glob[];
  readonly namespaces?: readonly Glob[];
  /** Globs for canonical repositories. */
  readonly repositories?: readonly Glob[];
  /** Labels of the workload, by exact value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Undefined: the rule has only gates. */
  readonly policy?: Policy;
  readonly pin?: Pin;
  /** The minimum age of a push, in milliseconds. */
  readonly minimumAge?: number;
  /** When updates may begin; any of them. */
  readonly windows?: readonly Window[];
  /** Annotations may override this rule only with `never`. */
  readonly enforce: boolean;
}

/**
 * The maximum number of workloads that a push may change. Workloads that are scaled to zero are not counted. `Infinity`: no
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
  /** Only workloads with a policy annotation are updated. */
  readonly optIn: boolean;
  /** In the order of the configuration: the first matching one with a policy, or with `pin`, and the gates of all. */
  readonly rules: readonly Rule[];
  readonly kinds: readonly Kind[];
  readonly aliases: readonly Alias[];
  /** Repositories whose updates topics of other projects may trigger; globs for canonical repositories. */
  readonly repositories: readonly Glob[];
  /** Own topics of the updater (fan-out, replay): their publishers may trigger updates of any repository. */
  readonly ownTopics: readonly Topic[];
  /** The topic on which `replay` publishes, one of them: commands name it, so that they need no configuration. */
  readonly replayTopic?: Topic;
  /** The topic on which a request to reconcile arrives. Nothing else is read there. */
  readonly reconcileTopic?: Topic;
  /** Handling of an event without a topic name: `allow` lets it update any repository, `reject` fails it (500). */
  readonly unnamedTopics: 'reject' | 'allow';
  readonly ignoreTags: readonly Glob[];
  readonly limits: WorkloadLimits;
  /** The maximum number of workloads that a run of reconcile updates; the rest is reported. */
  readonly reconcileUpdates: number;
}

/** Whether the topic is an own topic of the updater. */
export function isOwnTopic(topic: Topic, { ownTopics }: Pick<Settings, 'ownTopics'>): boolean {
  return ownTopics.some((own) => isSameTopic(own, topic));
}

/** The namespaces of a cluster that are updated: included, and not excluded unless included by full name. */
export interface NamespaceSelection {
  readonly include: readonly Glob[];
  readonly exclude: readonly Glob[];
}

/** Whether a namespace is updated. A full name under `include` takes precedence over `exclude`. */
export function selects(selection: NamespaceSelection, namespace: string): boolean {
  if (selection.include.some((glob) => glob.literal === namespace)) return true;
  return matchesAny(selection.include, namespace) && !matchesAny(selection.exclude, namespace);
}

/** Whether any of the globs matches the whole text. */
export function matchesAny(globs: readonly Glob[], text: string): boolean {
  return globs.some((glob) => glob.matches(text));
}
