/**
 * Tests whether `infra/rbac/image-only-policy.yaml` is in force for the updater. The updater has no permission to read
 * policies, and a policy may be bound to another user. So it sends a change that the policy has to reject as a dry run,
 * which passes admission and stores nothing.
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
// The message of the API server for a ValidatingAdmissionPolicy; a rejection by a webhook does not count.
const DENIED_BY_POLICY = /\bValidatingAdmissionPolicy 'image-updater-image-only[.']/;

/** The result for one kind. */
type CheckedKind =
  | { readonly resource: string; readonly isOpen: boolean }
  | { readonly resource: string; readonly why: string };

const NO_WORKLOAD = 'no workload exists to test it';

/** Tests a workload of each kind in the cluster, because a policy may cover only some kinds. Never throws. */
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
  const why = reason === 'Forbidden' ? 'no permission to patch the tested workload' : message;
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

/** JSON Patch can add a key only to an existing map; the test operation ensures that the map did not appear meanwhile. */
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
