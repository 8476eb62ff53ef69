/** Determines the policy of a container and its source: enforced rules, annotations, other rules, the default (Decide 2). */
import { isWord, type AnnotatedPolicy, type AnnotationPolicies } from '../policy/annotation-policies.ts';
import { never } from '../policy/never.ts';
import type { Policy } from '../policy/policy.ts';
import type { Repository } from '../names/repository.ts';
import type { SkipReason } from '../errors/reason.ts';
import { matchesAny, type Pin, type Rule, type Settings } from '../settings.ts';
import { POLICY_ANNOTATION, policyAnnotationKey, type Workload } from '../workload/workload.ts';

/** The policy of a container, and its source. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly pin: Pin;
  readonly source: 'enforced rule' | 'annotation' | 'rule' | 'default';
}

/** The location of a container, which rules match, and the policies that may be read. */
export interface ContainerPlace {
  readonly cluster: string;
  readonly workload: Workload;
  readonly container: string;
  readonly repository: Repository;
  /** Policies in annotations: shared by one push in one cluster, so that their limits apply. */
  readonly policies: AnnotationPolicies;
}

export type Choice =
  | { readonly inForce: PolicyInForce }
  | {
      readonly reason: Extract<SkipReason, 'NotOptedIn' | 'InvalidPolicy' | 'TooManyPolicies'>;
      readonly detail?: string;
    };

/** Chooses the policy of a container. An invalid policy is never replaced by another one. */
export function choosePolicy(place: ContainerPlace, settings: Settings): Choice {
  const annotation = policyAnnotation(place);
  if (annotation === undefined && settings.optIn) return { reason: 'NotOptedIn' };
  const enforced = settings.rules.find((candidate) => candidate.enforce && matches(candidate, place));
  const annotated = annotatedPolicy(annotation, place, enforced);
  if (annotated === undefined) return { inForce: configuredPolicy(place, settings, enforced) };
  if ('beyond' in annotated) return { reason: 'TooManyPolicies', detail: annotated.beyond };
  if ('invalid' in annotated) return { reason: 'InvalidPolicy', detail: annotated.invalid };
  const { policy } = annotated;
  const configured = configuredPolicy(place, settings, enforced);
  if (enforced !== undefined && policy.text !== never.text) return { inForce: configured };
  return { inForce: { policy, pin: configured.pin, source: 'annotation' } };
}

/** The policy for a container without an annotation. */
function configuredPolicy(
  place: ContainerPlace,
  settings: Settings,
  enforced: Rule | undefined,
): PolicyInForce {
  const rule = enforced ?? settings.rules.find((candidate) => matches(candidate, place));
  if (rule === undefined) return { policy: settings.policy, pin: settings.pin, source: 'default' };
  const source = enforced === undefined ? 'rule' : 'enforced rule';
  return { policy: rule.policy, pin: rule.pin ?? settings.pin, source };
}

/** An enforced rule can be overridden only by `never`, so only words are parsed, and nothing is compiled. */
function annotatedPolicy(
  annotation: string | undefined,
  { policies, workload }: ContainerPlace,
  enforced: Rule | undefined,
): AnnotatedPolicy | undefined {
  if (annotation === undefined || (enforced !== undefined && !isWord(annotation))) return undefined;
  return policies.read(annotation, workload.namespace);
}

/**
 * Whether the owner requests updates: the policy annotation of the container is another one than `never`. An invalid one
 * counts too, and is then the reason of the skip.
 */
export function asksForPushes(place: Pick<ContainerPlace, 'workload' | 'container'>): boolean {
  const annotation = policyAnnotation(place);
  return annotation !== undefined && annotation.trim() !== never.text;
}

function policyAnnotation({
  workload,
  container,
}: Pick<ContainerPlace, 'workload' | 'container'>): string | undefined {
  return workload.annotations[policyAnnotationKey(container)] ?? workload.annotations[POLICY_ANNOTATION];
}

function matches(rule: Rule, { cluster, workload, repository }: ContainerPlace): boolean {
  return (
    (rule.clusters === undefined || matchesAny(rule.clusters, cluster)) &&
    (rule.namespaces === undefined || matchesAny(rule.namespaces, workload.namespace)) &&
    (rule.repositories === undefined || matchesAny(rule.repositories, repository)) &&
    Object.entries(rule.labels ?? {}).every(([key, value]) => workload.labels[key] === value)
  );
}
