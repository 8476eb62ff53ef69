/** The failure `TooMany`: which limit was passed and by how much, and what the command that replays the push needs. */
import { NOTHING, type Amount } from './plan-amount.ts';
import { imageOf, type Push } from './push.ts';
import type { Terms } from './reason.ts';
import type { ClusterFault } from './report.ts';
import { printable } from './text.ts';
import { holdsBackCluster, PARTS, type OfParts, type Verdict } from './workload-limits.ts';

/** One for each namespace that is beyond its limit, and one for the cluster: of what counts, then of all else. */
export function limitFaults(verdicts: OfParts<Verdict>, push: Push): readonly ClusterFault[] {
  const fault = (where: string, detail: string): ClusterFault => ({
    where: `update the ${where}`,
    reason: 'TooMany',
    detail,
    terms: termsOf(push),
  });
  return PARTS.flatMap((part) => {
    const verdict = verdicts[part];
    const { limits, amounts, beyond, total } = verdict;
    const [ofNamespace, ofCluster] = WORDS[part];
    const namespaces = [...beyond].map((namespace) =>
      fault(
        `namespace ${printable(namespace)}`,
        detailOf(limits.perNamespace, ofNamespace, amounts.get(namespace) ?? NOTHING),
      ),
    );
    if (!holdsBackCluster(verdict)) return namespaces;
    return [...namespaces, fault('cluster', detailOf(limits.perCluster, ofCluster, total))];
  });
}

const NOT_COUNTED = 'workloads to write that are scaled to zero or run the image already';
const WORDS: OfParts<readonly [namespace: string, cluster: string]> = {
  counted: [
    'workloads to update (`limits.workloadsPerNamespace`)',
    'workloads to update (`limits.workloadsPerCluster`)',
  ],
  uncounted: [NOT_COUNTED, NOT_COUNTED],
};

function detailOf(most: Amount, what: string, { workloads, bytes }: Amount): string {
  const isMemory = workloads <= most.workloads && bytes > most.bytes;
  return isMemory
    ? `expected at most ${most.bytes / 1e6} MB in memory of ${what}, got more`
    : `expected at most ${most.workloads} ${what}, got ${workloads}`;
}

function termsOf(push: Push): Terms {
  const { digest, unpinned, publishedAt } = push;
  return {
    IMAGE: shellWord(imageOf(push)),
    TIME: new Date(publishedAt).toISOString(),
    ...(unpinned === true && digest === undefined && { options: '--unpinned' }),
  };
}

// An IPv6 address in a reference has brackets, which shells expand.
function shellWord(image: string): string {
  return /^[\w./:@-]+$/.test(image) ? image : `'${image}'`;
}
