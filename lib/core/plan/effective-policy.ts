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
  const rules = settings.rules.filter((rule) => matchesRule(rule, place));
  const enforced = rules.find(({ enforce, policy }) => enforce && policy !== undefined);
  const annotated = annotatedPolicy(annotation, place, enforced);
  const configured = configuredPolicy(rules, settings, enforced);
  if (annotated === undefined) return { inForce: configured };
  if ('beyond' in annotated) return { reason: 'TooManyPolicies', detail: annotated.beyond };
  if ('invalid' in annotated) return { reason: 'InvalidPolicy', detail: annotated.invalid };
  const { policy } = annotated;
  if (enforced !== undefined && policy.text !== never.text) return { inForce: configured };
  return { inForce: { policy, pin: configured.pin, source: 'annotation' } };
}

/** The policy for a container without an annotation: of the matching rules the first with a policy, and the first with a pin. */
function configuredPolicy(
  rules: readonly Rule[],
  settings: Settings,
  enforced: Rule | undefined,
): PolicyInForce {
  const pin = enforced?.pin ?? rules.find((rule) => rule.pin !== undefined)?.pin ?? settings.pin;
  const policy = enforced?.policy ?? rules.find((rule) => rule.policy !== undefined)?.policy;
  if (policy === undefined) return { policy: settings.policy, pin, source: 'default' };
  return { policy, pin, source: enforced === undefined ? 'rule' : 'enforced rule' };
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

/** Whether all criteria of the rule match. */
export function matchesRule(
  rule: Rule,
  { cluster, workload, repository }: Pick<ContainerPlace, 'cluster' | 'workload' | 'repository'>,
): boolean {
  return (
    (rule.clusters === undefined || matchesAny(rule.clusters, cluster)) &&
    (rule.namespaces === undefined || matchesAny(rule.namespaces, workload.namespace)) &&
    (rule.repositories === undefined || matchesAny(rule.repositories, repository)) &&
    Object.entries(rule.labels ?? {}).every(([key, value]) => workload.labels[key] === value)
  );
}
