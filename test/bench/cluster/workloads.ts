/** The Deployments of the measured cluster, and which of them use the images that are pushed. */
import type { KubernetesObject } from '../../../lib/sandbox/kubernetes-object.ts';
import { deployment, DIGEST, IMAGES, deploymentRepository, TAG } from '../../support/measured-deployments.ts';

/** One Deployment of a hundred uses it, in a cluster of any size. */
export const SCANNED = IMAGES[0];

/** Each is used by so many of the first thousand Deployments, and by no other. */
export const UPDATED = [
  { image: IMAGES[3], users: 1 },
  { image: IMAGES[2], users: 10 },
  { image: IMAGES[1], users: 100 },
] as const;

/** How many namespaces `deployment` spreads them over. */
export const NAMESPACES = 20;

const UPDATED_AMONG = 1_000;

/** The `index`th Deployment, as it is created: what the API server fills in is left out. */
export function workload(index: number): KubernetesObject {
  const { metadata, spec, ...rest } = deployment(index, imageAt(index));
  const { managedFields: _filledIn, ...own } = metadata;
  return { ...rest, metadata: own, ...(spec === undefined ? {} : { spec }), status: {} };
}

/** Indices of those among the first `count` that use the image. */
export function usersOf(image: string, count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => imageAt(index) === image);
}

/** The image's text before and after an update. */
export function imageTexts(image: string): { readonly before: string; readonly after: string } {
  const before = `${deploymentRepository(image)}:${TAG}`;
  return { before, after: `${before}@${DIGEST}` };
}

function imageAt(index: number): string {
  if (index % 100 === 0) return SCANNED;
  const updated = UPDATED.find(
    ({ users }, place) => index < UPDATED_AMONG && index % (UPDATED_AMONG / users) === place + 1,
  );
  return updated?.image ?? `service-${index}`;
}
