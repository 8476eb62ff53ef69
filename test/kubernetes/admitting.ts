/** Admission that makes another image of what a patch writes, and what is left then. */
import type { ContainerOutcome } from '../../lib/core/report/report.ts';
import { readContainerState } from '../../lib/core/workload/applied-state.ts';
import { withMetadata, type KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { admission } from '../support/admission.ts';
import { images, now } from '../support/on-sandbox.ts';

export const mirror = (image: string) => image.replace('europe-docker.pkg.dev', 'mirror.example.com');

/** Admission whose image is the field of this manager then, as the API server keeps it. */
export function admissionWrittenBy(manager: string, change: (image: string, name: string) => string) {
  const mutation = admission(change).fault.change;
  const fieldsV1 = {
    'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } } } },
  };
  const managedFields = [{ manager, operation: 'Update', time: '1970-01-01T00:00:01Z', fieldsV1 }];
  const mutate = (object: KubernetesObject) => withMetadata(mutation(object), { managedFields });
  return { fault: { type: 'mutation', change: mutate } } as const;
}

export const details = (outcomes: readonly ContainerOutcome[]) =>
  outcomes.map((outcome) => ('detail' in outcome ? (outcome.detail ?? '') : '')).join('\n');

export function status(sandbox: Sandbox, container = 'app'): string {
  return readContainerState(now(sandbox), container, images(sandbox)[container] ?? '').status;
}
