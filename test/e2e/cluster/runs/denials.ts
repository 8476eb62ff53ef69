/** Denials of webhooks and policies, and what reports say of them. */
import assert from 'node:assert/strict';
import type { ClusterReport } from '../../../../lib/core/report/report.ts';
import type { Behaviour, Webhooks } from './admission.ts';

export const DENIALS: Readonly<Record<string, Behaviour>> = {
  'no-code': { does: 'deny' },
  'code-400': denial(400),
  // Codes and reasons that mean something else where the API server says them.
  'code-401': denial(401, 'Unauthorized'),
  'code-403': denial(403, 'Forbidden'),
  'code-404': denial(404, 'NotFound'),
  'code-409': denial(409, 'Conflict'),
  'code-410': denial(410, 'Gone'),
  'code-422': denial(422),
  'code-422-invalid': denial(422, 'Invalid'),
};

/** Reasons that a policy may give, and the codes that they become. */
export const POLICIES: Readonly<Record<string, readonly [reason: string, code: number]>> = {
  'policy-422': ['Invalid', 422],
  'policy-403': ['Forbidden', 403],
  'policy-413': ['RequestEntityTooLarge', 413],
};

function denial(code: number, reason?: string): Behaviour {
  return { does: 'deny', status: { code, message: 'no', ...(reason === undefined ? {} : { reason }) } };
}

export function questions({ asked }: Webhooks, name: string): Webhooks['asked'] {
  return asked.filter((each) => each.name === name);
}

export function failureOf({ failed }: ClusterReport, name: string) {
  return failed.find(({ workload }) => workload.name === name) ?? assert.fail(`${name} failed`);
}

/** The workloads that were updated. */
export function namesOf({ updated }: ClusterReport): string[] {
  return updated.map(({ workload }) => workload.name);
}
