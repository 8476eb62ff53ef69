/**
 * Whether `infra/rbac/image-only-policy.yaml` is in force for us, found out by its effect: we have no right to read
 * policies, and one that is there may be for somebody else. A change that it has to refuse is tried as a dry run,
 * which goes through all of admission and stores nothing.
 */
import { printable } from '../../core/text.ts';
import { asFault } from '../../core/fault.ts';
import type { Workload } from '../../core/workload.ts';
import { isDenial, parseApiStatus } from '../http/api-status.ts';
import { pathOf } from '../one-workload.ts';
import { refusalOf } from '../refusal.ts';
import type { PolicyState } from './inspection.ts';
import { ask, type Probe } from './probe.ts';

const PROBE_ANNOTATION = 'image-updater/probe';
// As the API server words the refusal of a ValidatingAdmissionPolicy; a webhook's word is not taken for it.
const ITS_WORD = /\bValidatingAdmissionPolicy 'image-updater-image-only'/;

/** Tries workloads one after the other until one tells. Never throws. */
export async function imageOnlyPolicyOf(probe: Probe, samples: readonly Workload[]): Promise<PolicyState> {
  let state = unknown('there is no workload to try it on');
  for (const workload of samples) {
    state = await tryOn(probe, workload);
    if (state.state !== 'unknown') return state;
  }
  return state;
}

async function tryOn(probe: Probe, workload: Workload): Promise<PolicyState> {
  try {
    const answer = await ask(probe, {
      method: 'PATCH',
      path: pathOf(workload),
      query: { fieldManager: 'image-updater', dryRun: 'All' },
      contentType: 'application/json-patch+json',
      body: JSON.stringify(annotate(workload)),
    });
    if (answer.status < 300) return { state: 'missing' };
    if (!isDenial(answer.body) && ITS_WORD.test(parseApiStatus(answer.body).message))
      return { state: 'inForce' };
    const { reason, message } = refusalOf(answer);
    return unknown(reason === 'Forbidden' ? 'we may not patch the workload it was tried on' : message);
  } catch (thrown) {
    return unknown(asFault(thrown).message);
  }
}

/** JSON Patch can add a key only to a map that is there; the test makes sure that none came in between. */
function annotate({ has }: Workload): readonly object[] {
  const path = '/metadata/annotations';
  const value = 'dry run';
  return has.annotations
    ? [{ op: 'add', path: `${path}/${PROBE_ANNOTATION.replace('/', '~1')}`, value }]
    : [
        { op: 'test', path, value: null },
        { op: 'add', path, value: { [PROBE_ANNOTATION]: value } },
      ];
}

function unknown(why: string): PolicyState {
  return { state: 'unknown', why: printable(why, 512) };
}
