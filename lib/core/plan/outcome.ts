/** What the report says of one container, made from what was planned for it. */
import { skip, type AlreadyApplied, type RecordOnly, type Skip, type Update } from './decision.ts';
import { lastSegment } from '../names/repository.ts';
import type { Updated } from '../report/report.ts';
import type { Skipped, ContainerRef } from '../report/skipped.ts';
import type { UnknownContainer } from './unknown-container.ts';
import type { Container } from '../workload/container.ts';
import { toWorkloadId, type Workload } from '../workload/workload.ts';

/** Of a change that was made, or in observe mode would have been. */
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

/** Of a change that an earlier delivery made. */
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

/** Of a container that is left as it is. */
export function toSkipped(workload: Workload, container: Container, { reason, detail }: Skip): Skipped {
  return {
    ...toContainerRef(workload, container),
    result: 'skipped',
    reason,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Of a policy annotation for a container that the workload does not have. */
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

/** Which container an outcome speaks of. */
export function toContainerRef(workload: Workload, container: Container): ContainerRef {
  return { workload: toWorkloadId(workload), container: container.name, image: container.image };
}

// Where nothing is said, Kubernetes goes by the tag; built-in kinds have it filled in, others do not.
function effectivePullPolicy({ image, pullPolicy }: Container): string {
  const [, tag = 'latest'] = lastSegment(image).split(':');
  return pullPolicy ?? (tag === 'latest' ? 'Always' : 'IfNotPresent');
}
