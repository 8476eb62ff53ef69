/** What the report says of one container, made from what was planned for it. */
import { skip, type Advance, type Skip, type Update } from './decide.ts';
import { lastSegment } from '../names/repository.ts';
import type { Updated } from '../report/report.ts';
import type { Skipped, Subject } from '../report/skipped.ts';
import type { UnknownContainer } from './unknown-container.ts';
import { idOf, type Container, type Workload } from '../workload/workload.ts';

/** Of a change that was made, or in observe mode would have been. */
export function outcomeOf(
  workload: Workload,
  { container, decision }: { readonly container: Container; readonly decision: Update | Advance },
  result: Updated['result'],
): Updated | Skipped {
  if (decision.action === 'advance') return skippedOf(workload, container, skip('AlreadyCurrent'));
  const { from, to, restart } = decision;
  return {
    ...subjectOf(workload, container),
    result,
    from,
    to,
    effect: workload.effect,
    restarted: restart,
    keepsOldBits: from === to && pullPolicyOf(container) !== 'Always',
    pinned: to.includes('@'),
  };
}

/** Of a container that is left as it is. */
export function skippedOf(workload: Workload, container: Container, { reason, detail }: Skip): Skipped {
  return {
    ...subjectOf(workload, container),
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
    workload: idOf(workload),
    container: name,
    image: '',
    result: 'skipped',
    reason,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Which container an outcome speaks of. */
export function subjectOf(workload: Workload, container: Container): Subject {
  return { workload: idOf(workload), container: container.name, image: container.image };
}

// Where nothing is said, Kubernetes goes by the tag; built-in kinds have it filled in, others do not.
function pullPolicyOf({ image, pullPolicy }: Container): string {
  const [, tag = 'latest'] = lastSegment(image).split(':');
  return pullPolicy ?? (tag === 'latest' ? 'Always' : 'IfNotPresent');
}
