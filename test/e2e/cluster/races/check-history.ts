/** What must hold of the history of a workload after a race. */
import assert from 'node:assert/strict';
import { readContainerState } from '../../../../lib/core/workload/applied-state.ts';
import type { State } from './history.ts';
import { CONTAINERS, lastOf, type Case, type Racer, type Schedule } from './schedule.ts';
import { containerImages } from '../../../support/container-images.ts';

/** The images of a container in the order in which it had them. */
export function imagesOf(history: readonly State[], container: string): string[] {
  const images = history.map(({ workload }) => containerImages(workload)[container] ?? '');
  return images.filter((image, index) => image !== images[index - 1]);
}

function digestOf(image: string): string {
  return image.split('@')[1] ?? '';
}

/** The container is where the law says; nothing of what was written about it is lost; no bits came twice. */
export function checkContainer(
  name: string,
  followed: Case,
  { pushes, repository }: Pick<Schedule, 'pushes'> & { readonly repository: string },
  history: readonly State[],
): void {
  const { workload } = history.at(-1) ?? assert.fail('it was there');
  const image = containerImages(workload)[name] ?? '';
  const state = readContainerState(workload, name, image);
  const { start, orderedBy } = followed;
  const last = lastOf(followed, pushes);
  if (last === undefined) {
    assert.deepEqual([image, state.status], [`${repository}:${start}`, 'unmarked']);
    return;
  }
  assert.equal(digestOf(image), last.digest);
  if (orderedBy === 'version') assert.equal(image, `${repository}:${last.tag}@${last.digest}`);
  assert.ok(state.status === 'followed', `the record of ${name} speaks of what runs`);
  assert.deepEqual([state.entry.digest, state.entry.at], [last.digest, last.publishedAt]);
  const [first, ...applied] = imagesOf(history, name);
  assert.equal(first, `${repository}:${start}`);
  assert.equal(new Set(applied.map(digestOf)).size, applied.length, applied.join('\n'));
}

/** Both containers are changed by one patch, so that a digest that both take up rolls the workload once. */
export function checkRollouts({ kind: name, policies }: Racer, history: readonly State[]): void {
  const templates = history
    .map(({ template }) => template)
    .filter((template, index, every) => template !== every[index - 1]);
  const digests = new Set(
    CONTAINERS.flatMap((container) => imagesOf(history, container).slice(1).map(digestOf)),
  );
  const rollouts = templates.length - 1;
  if (policies[0] === policies[1]) assert.equal(rollouts, digests.size);
  // Of a Deployment it counts annotations too.
  if (name !== 'Deployment') assert.equal(history.at(-1)?.generation, templates.length);
}
