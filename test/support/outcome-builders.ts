/** Outcomes of one container, as reports have them. */
import type { Updated } from '../../lib/core/report/report.ts';
import { digest, REPOSITORY } from './builders.ts';

export const WORKLOAD = { kind: 'Deployment', namespace: 'shop', name: 'web' };
export const SUBJECT = { workload: WORKLOAD, container: 'app', image: `${REPOSITORY}:v1` };

/** An update of {@link SUBJECT}. */
export function updatedOutcome(changes: Partial<Updated> = {}): Updated {
  return {
    ...SUBJECT,
    result: 'updated',
    from: `${REPOSITORY}:v1`,
    to: `${REPOSITORY}:v1@${digest(1)}`,
    effect: 'now',
    restarted: false,
    staleImage: false,
    pinned: true,
    ...changes,
  };
}

/** Of a cluster as a whole. */
export const LIST_FAULT = { where: 'list deployments', reason: 'Timeout', detail: 'no answer' } as const;
