/** Outcomes of containers for the report, from their plans. */
import { skip, type AlreadyApplied, type RecordOnly, type Skip, type Update } from './decision.ts';
import { lastSegment } from '../names/repository.ts';
import type { Updated } from '../report/report.ts';
import type { Skipped, ContainerRef } from '../report/skipped.ts';
import type { UnknownContainer } from './unknown-container.ts';
import type { Container } from '../workload/container.ts';
import { toWorkloadId, type Workload } from '../workload/workload.ts';

/** The outcome of a change that was made, or in observe mode would be made. */
export function toUpdated(
  workload: Workload,
  { container, decision }: { readonly container: Container; readonly decision: Update | RecordOnly },
  result: Updated['result'],
): Updated | Skipped {
  if (decision.action === 'recordOnly') {
    const { alreadyApplied } = decision;
    return alreadyApplied === undefined
      ? toSkipped(workload, container, skip(decision.reason))
      : toAlreadyApplied(workload, container, alreadyApplied);
  }
  return toUpdatedRow(workload, container, decision, result);
}

/** The outcome of a change by an earlier delivery. */
export function toAlreadyApplied(workload: Workload, container: Container, applied: AlreadyApplied): Updated {
  return toUpdatedRow(workload, container, applied, 'alreadyApplied');
}

function toUpdatedRow(
  workload: Workload,
  container: Container,
  { from, to, restart }: Pick<Update, 'from' | 'to' | 'restart'>,
  result: Updated['result'],
): Updated {
  return {
    ...toContainerRef(workload, container),
    result,
    from,
    to,
    effect: workload.effect,
    restarted: restart,
    staleImage: from === to && effectivePullPolicy(container) !== 'Always',
    pinned: to.includes('@'),
  };
}

/** The outcome of a skipped container. */
export function toSkipped(workload: Workload, container: Container, { reason, detail }: Skip): Skipped {
  return {
    ...toContainerRef(workload, container),
    result: 'skipped',
    reason,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** The outcome of a policy annotation for an unknown container. */
export function skippedUnknown(
  workload: Workload,
  { name, skip: { reason, detail } }: Pick<UnknownContainer, 'name' | 'skip'>,
): Skipped {
  return {
    workload: toWorkloadId(workload),
    container: name,
    image: '',
    result: 'skipped',
    reason,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** The container of an outcome. */
export function toContainerRef(workload: Workload, container: Container): ContainerRef {
  return { workload: toWorkloadId(workload), container: container.name, image: container.image };
}

// Without a value, Kubernetes derives it from the tag; it is set for built-in kinds only.
function effectivePullPolicy({ image, pullPolicy }: Container): string {
  const [, tag = 'latest'] = lastSegment(image).split(':');
  return pullPolicy ?? (tag === 'latest' ? 'Always' : 'IfNotPresent');
}
