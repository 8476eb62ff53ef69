/** What goes wrong between the updater and a real API server: what converged, what the report says, what a redelivery does. */
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startCrowdedCluster } from './faults/crowded-cluster.ts';
import { describeCutList, describeCutLists } from './faults/cut-lists.ts';
import { describePatches } from './faults/patches.ts';
import { describeKilledServer } from './faults/killed-server.ts';
import { describeRevokedToken } from './faults/revoked-token.ts';
import { describeFairness } from './faults/fairness.ts';

describe('faults of a real API server', function () {
  this.timeout(120_000);
  let own: ControlPlane;
  before(async () => {
    own = await startCrowdedCluster();
  });
  after(() => own.stop());

  describeCutList(() => own);
  describeCutLists(() => own);
  describePatches(() => own);
  describeKilledServer(() => own);
  describeRevokedToken(() => own);
  describeFairness(() => own);
});
