/** What the code of this tree reads in the workload of a fixture, and what it decides. */
import assert from 'node:assert/strict';
import { imagesDocument } from '../../../lib/cli/images/images-document.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import { listImageUses } from '../../../lib/core/plan/list-images.ts';
import { planWorkload } from '../../../lib/core/plan/plan.ts';
import { AnnotationPolicies } from '../../../lib/core/policy/annotation-policies.ts';
import { parseAppliedLabel, readContainerState } from '../../../lib/core/workload/applied-state.ts';
import { BUILT_IN_KINDS } from '../../../lib/core/workload/kind.ts';
import { appliedLabelKey, parseWorkload, type Workload } from '../../../lib/core/workload/workload.ts';
import { readJson, type Json } from '../../../lib/sandbox/json.ts';
import { CLUSTER, digest, kind, policy, push, settings } from '../builders.ts';
import { readKind } from '../custom-kinds.ts';
import type { Made } from './make-workload.ts';

/** What is read in a workload. */
export interface WorkloadReading {
  /** The state of each container. */
  readonly states: Json;
  /** The rows of `images --json`. */
  readonly images: Json;
  /** What is decided on pushes around the time of the applied label. */
  readonly decisions: Json;
}

const ALIASES = [{ prefix: 'mirror.example.com', means: 'europe-docker.pkg.dev' }];

/** Reads the object of a fixture. */
export function readFixture({ object, pushes, kind: row }: Made): WorkloadReading {
  const own = row === undefined ? kind(object.kind) : readKind(row);
  const workload = parseWorkload(own, object);
  assert.ok(workload !== undefined, 'the object can be read');
  const set = settings({ policy: policy('any'), kinds: [...BUILT_IN_KINDS, own], aliases: ALIASES });
  const decide = (sent: Push) => {
    const planning = { push: sent, cluster: CLUSTER, settings: set, policies: new AnnotationPolicies() };
    const { changes, skipped, alreadyApplied } = planWorkload(workload, planning);
    return [
      ...changes.map(({ container: { name }, decision }) => ({
        container: name,
        result: decision.action,
        mark: decision.applied.mark,
        ...('to' in decision && { to: decision.to }),
      })),
      ...alreadyApplied.map(({ container, result, from, to }) => ({ container, result, from, to })),
      ...skipped.map(({ container, result, reason }) => ({ container, result, reason })),
    ];
  };
  const uses = listImageUses([workload], CLUSTER, set);
  return {
    states: asJson(
      Object.fromEntries(
        workload.containers.map(({ name, image }) => [name, readContainerState(workload, name, image)]),
      ),
    ),
    images: asJson(imagesDocument([{ cluster: CLUSTER.name, uses, faults: [] }]).images),
    decisions: asJson(
      Object.fromEntries(pushesAround(workload, pushes).map(([name, sent]) => [name, decide(sent)])),
    ),
  };
}

/** Pushes before, at and after the latest applied label, and the last push once more. */
function pushesAround(workload: Workload, pushes: readonly Push[]): readonly (readonly [string, Push])[] {
  const times = workload.containers.flatMap(
    ({ name }) => parseAppliedLabel(workload.labels[appliedLabelKey(name)] ?? '')?.time ?? [],
  );
  const time = Math.max(1000, ...times);
  const at = (publishedAt: number) =>
    push({ tag: 'v3', digest: digest(3), publishedAt, id: '8041722640918139' });
  const last = pushes.at(-1);
  return [
    ['older', at(time - 1)],
    ['sameTime', at(time)],
    ['newer', at(time + 1)],
    ...(last === undefined ? [] : [['redelivered', last] as const]),
  ];
}

/** As it is in a file. */
function asJson(value: unknown): Json {
  return readJson(JSON.stringify(value));
}
