/** The same deliveries in many orders, each computed once. */
import type { Push } from '../../lib/core/event/push.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Deliver, Deployment } from './deployment-model.ts';

/** Where pushes, delivered one after the other, end. */
export type DeliverAll = (start: Deployment, pushes: readonly Push[]) => Deployment;

/**
 * A delivery depends on the Deployment's content, the push and the settings alone, and orders of the same pushes come to the
 * same Deployment again and again. Deployments of the same content are one object here: ends can be compared as such.
 */
export function deliverOnce(delivery: Deliver, how: Settings, createdAt?: number): DeliverAll {
  const known = new Map<string, Deployment>();
  const after = new Map<Deployment, Map<Push, Deployment>>();
  const oneObject = (deployment: Deployment): Deployment =>
    getOrCreate(known, JSON.stringify(deployment), () => deployment);
  const deliver = (deployment: Deployment, push: Push): Deployment =>
    getOrCreate(
      getOrCreate(after, deployment, () => new Map<Push, Deployment>()),
      push,
      () => oneObject(delivery(deployment, push, how, createdAt)),
    );
  return (start, pushes) => pushes.reduce(deliver, oneObject(start));
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}
