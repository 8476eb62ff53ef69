/** What must hold of the clusters once all is delivered. */
import type { Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { settings } from '../../support/builders.ts';
import { CLUSTERS, FOLLOWERS, REPLAY, SHARES, type TwoClusters } from './two-clusters.ts';
import { checkFollower, checkRollouts, type Pushed } from '../../support/delivery-model.ts';

export const SETTINGS = settings({ ownTopics: [SHARES, REPLAY] });

// --- What is looked at

export function checkAll({ clusters }: TwoClusters, pushes: readonly Pushed[]): void {
  for (const cluster of CLUSTERS)
    for (const follower of FOLLOWERS) checkFollower(clusters[cluster], follower, pushes);
}

export function checkAllRollouts({ clusters }: TwoClusters): void {
  for (const cluster of CLUSTERS)
    for (const follower of FOLLOWERS) checkRollouts(clusters[cluster], follower);
}

/** All that a cluster stores, down to the resource versions. */
export function stateOf(sandbox: Sandbox): string {
  return JSON.stringify(sandbox.objects('StatefulSet'));
}
