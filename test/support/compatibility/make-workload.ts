/** Makes the objects of the fixtures, in a sandbox each. */
import assert from 'node:assert/strict';
import type { Push } from '../../../lib/core/event/push.ts';
import { withMetadata, type KubernetesObject } from '../../../lib/sandbox/kubernetes-object.ts';
import { kind, REPOSITORY } from '../builders.ts';
import { CUSTOM_KINDS, customObject, customResource, readKind, type KindRow } from '../custom-kinds.ts';
import { onSandbox, stored } from '../on-sandbox.ts';
import { EvolvingWorkload } from './evolving-workload.ts';
import type { Recipe } from './workload-recipes.ts';

/** An object after what a recipe did. */
export interface Made {
  readonly object: KubernetesObject;
  readonly pushes: readonly Push[];
  /** The row of the configuration, for a kind that is not built in. */
  readonly kind?: KindRow;
}

/** Makes the object of a recipe. */
export async function makeWorkload({ given = {}, custom, run }: Recipe): Promise<Made> {
  const added = CUSTOM_KINDS.find(({ row }) => row.kind === custom);
  assert.ok(custom === undefined || added !== undefined, `there is a kind ${custom}`);
  const resources = added === undefined ? [] : [customResource(added.row)];
  const own = added === undefined ? kind(given.kind ?? 'Deployment') : readKind(added.row);
  return onSandbox({ objects: [], resources }, async (cluster) => {
    const first = added === undefined ? stored(given) : customObject(added, 'shop', `${REPOSITORY}:v1`);
    cluster.sandbox.put(withMetadata(first, { creationTimestamp: '1970-01-01T00:00:00Z' }));
    const workload = new EvolvingWorkload(cluster, own);
    await run(workload);
    const { object, pushes } = workload;
    return { object, pushes, ...(added === undefined ? {} : { kind: added.row }) };
  });
}
