/**
 * Whether `infra/rbac/image-only-policy.yaml` is in force for the updater, found out by its effect: the updater has no right to read
 * policies, and one that is there may be for somebody else. A change that it has to refuse is tried as a dry run,
 * which goes through all of admission and stores nothing.
 */
import { printable } from '../../core/text/printable.ts';
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import type { Kind } from '../../core/workload/kind.ts';
import type { Workload } from '../../core/workload/workload.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';
import { isDenial, parseApiStatus } from '../../kubernetes/client/api-status.ts';
import type { ApiRequest } from '../../kubernetes/client/transport.ts';
import { workloadPath } from '../../kubernetes/one-workload.ts';
import { patchError } from '../../kubernetes/patch-error.ts';
import type { PolicyState } from './inspection.ts';
import { sendProbe, resourceName, type Probe } from './probe.ts';
import type { Inventory } from './inventory.ts';

const PROBE_ANNOTATION = 'image-updater/probe';
// As the API server words the refusal of a ValidatingAdmissionPolicy; a webhook's word is not taken for it.
const DENIED_BY_POLICY = /\bValidatingAdmissionPolicy 'image-updater-image-only[.']/;

/** What one kind told. */
type CheckedKind =
  | { readonly resource: string; readonly isOpen: boolean }
  | { readonly resource: string; readonly why: string };

const NO_WORKLOAD = 'there is no workload to try it on';

/** Tries a workload of each kind that the cluster has: a policy may be there and not look at all of them. Never throws. */
export async function checkImageOnlyPolicy(
  probe: Probe,
  kinds: readonly Kind[],
  { counts, samples }: Pick<Inventory, 'counts' | 'samples'>,
): Promise<PolicyState> {
  const there = kinds.filter(({ kind }) =>
    counts.some((count) => count.kind === kind && count.absent !== true),
  );
  return toPolicyState(
    await Promise.all(
      there.map((kind) =>
        checkKind(
          probe,
          kind,
          samples.find((sample) => sample.kind === kind),
        ),
      ),
    ),
  );
}

function toPolicyState(results: readonly CheckedKind[]): PolicyState {
  const unchecked = results.flatMap((each) => ('why' in each ? [each] : []));
  const open = results.flatMap((each) => ('isOpen' in each && each.isOpen ? [each.resource] : []));
  const rest = unchecked.length === 0 ? {} : { unchecked };
  if (open.length > 0) return { state: 'missing', open, ...rest };
  if (unchecked.length < results.length) return { state: 'inForce', ...rest };
  const explained = unchecked.find(({ why }) => why !== NO_WORKLOAD);
  return { state: 'unknown', why: explained?.why ?? NO_WORKLOAD };
}

async function checkKind(probe: Probe, kind: Kind, workload: Workload | undefined): Promise<CheckedKind> {
  const resource = resourceName(kind);
  if (workload === undefined) return { resource, why: NO_WORKLOAD };
  try {
    return { resource, ...readCheck(await sendProbe(probe, annotating(workload))) };
  } catch (thrown) {
    return { resource, why: printable(toUpdaterError(thrown).message, 512) };
  }
}

function readCheck(response: ApiResponse): { readonly isOpen: boolean } | { readonly why: string } {
  if (response.status < 300) return { isOpen: true };
  const isItsWord = !isDenial(response.body) && DENIED_BY_POLICY.test(parseApiStatus(response.body).message);
  if (isItsWord) return { isOpen: false };
  const { reason, message } = patchError(response);
  const why = reason === 'Forbidden' ? 'no right to patch the workload it was tried on' : message;
  return { why: printable(why, 512) };
}

function annotating(workload: Workload): Omit<ApiRequest, 'signal'> {
  return {
    method: 'PATCH',
    path: workloadPath(workload),
    query: { fieldManager: 'image-updater', dryRun: 'All' },
    contentType: 'application/json-patch+json',
    body: JSON.stringify(annotate(workload)),
  };
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
