/**
 * What an earlier delivery of the same push wrote. Its process may have ended before anybody was told, so each delivery
 * reports it, apart from what it writes itself.
 */
import { currentTag, type ImageReference } from '../names/image-reference.ts';
import { FOUND, type ContainerState } from '../workload/applied-state.ts';
import type { Push } from '../event/push.ts';

/** An update that is made. */
export interface AlreadyApplied {
  readonly action: 'alreadyApplied';
  readonly from: string;
  readonly to: string;
  readonly restart: boolean;
}

/**
 * Undefined unless applied label and record say that this push wrote the image that runs. What was only found to run, and an
 * image of another tag or digest that admission made of it, was not written by it.
 */
export function findAlreadyApplied(
  push: Push,
  state: ContainerState,
  image: ImageReference,
  restartable: boolean,
): AlreadyApplied | undefined {
  if (state.status !== 'followed') return undefined;
  const { from, to, push: id, by } = state.entry;
  if (id !== push.id || by === FOUND || !isPushed(push, image)) return undefined;
  return { action: 'alreadyApplied', from, to, restart: from === to && restartable };
}

function isPushed({ tag, digest }: Push, image: ImageReference): boolean {
  return (
    currentTag(image) === tag &&
    (digest === undefined || image.digest === undefined || image.digest === digest)
  );
}
