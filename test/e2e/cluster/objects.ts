/** Objects of a real API server, as its admin makes and reads them. */
import assert from 'node:assert/strict';
import { collectionPath } from '../../../lib/core/workload/kind.ts';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';
import type { Json } from '../../../lib/sandbox/json.ts';
import { kind } from '../../support/builders.ts';
import { ADMIN, type ControlPlane } from '../../support/control-plane/control-plane.ts';

type Plane = Pick<ControlPlane, 'request'>;

/** Makes an object in a collection, and gives what is stored. */
export async function createObject(plane: Plane, collection: string, object: Json): Promise<Json> {
  const answer = await plane.request(ADMIN, 'POST', collection, object);
  assert.equal(answer.status, 201, answer.text);
  return answer.json();
}

/** The image of the first container of a Deployment as it is now. */
export async function deploymentImage(
  plane: Plane,
  namespace: string,
  name = 'web',
): Promise<string | undefined> {
  const deployments = kind('Deployment');
  const answer = await plane.request(ADMIN, 'GET', `${collectionPath(deployments, namespace)}/${name}`);
  return parseWorkload(deployments, answer.json())?.containers[0]?.image;
}
