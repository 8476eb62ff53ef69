/** Argo Rollouts as the API server sees them: the smallest possible definition, and no controller. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUILT_IN_KINDS, type Kind } from '../../../lib/core/workload/kind.ts';
import { ADMIN, type ControlPlane } from '../../support/control-plane/control-plane.ts';
import { ROLLOUT } from '../../support/builders.ts';

/** All kinds that the tests update. */
export const KINDS: readonly Kind[] = [...BUILT_IN_KINDS, ROLLOUT];

const POLL_MS = 50;

/** Resolves when they are served; they may be already. */
export async function installRollouts(controlPlane: ControlPlane): Promise<void> {
  const made = await controlPlane.request(
    ADMIN,
    'POST',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    DEFINITION,
  );
  assert.ok([201, 409].includes(made.status), made.text);
  while ((await controlPlane.request(ADMIN, 'GET', '/apis/argoproj.io/v1alpha1/rollouts')).status !== 200)
    await sleep(POLL_MS);
}

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'rollouts.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { plural: 'rollouts', singular: 'rollout', kind: 'Rollout', listKind: 'RolloutList' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};
