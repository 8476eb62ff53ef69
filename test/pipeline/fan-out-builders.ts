/** What the tests of fan-out and of its tasks share. */
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import type { UpdateContext } from '../../lib/pipeline/context.ts';
import { settings } from '../support/builders.ts';

/** The topic of cluster tasks. */
export const SHARES = { project: 'updater', topic: 'shares' };
export const GCR = { project: 'shop', topic: 'gcr' };
export const NOW = Date.UTC(2026, 0, 1);

/** With these clusters, and the topic of tasks as its own. */
export function updateContext(...sources: readonly ClusterSource[]): UpdateContext {
  return { settings: settings({ ownTopics: [SHARES] }), sources };
}
