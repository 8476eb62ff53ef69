/** What is to be held or let go: one workload by its kind and name, or all that run an image. */
import { parseGlob, type Glob } from '../../core/names/glob.ts';
import { lastSegment } from '../../core/names/repository.ts';
import type { Settings } from '../../core/settings.ts';
import { printable } from '../../core/text/printable.ts';
import { runsRepository, unreadableIn, usesRepository } from '../../core/plan/image-use.ts';
import type { Workload } from '../../core/workload/workload.ts';
import type { ScanFilter } from '../../kubernetes/scan.ts';
import { parseRepository } from '../images/run-images.ts';

export interface HoldTarget {
  /** `KIND/NAME`, in `namespace`. */
  readonly workload?: string | undefined;
  readonly namespace?: string;
  /** An image: all workloads that run its repository. */
  readonly image?: string;
  /** A glob over the names of clusters; all where it is left out. */
  readonly cluster?: string;
}

export interface HoldSelection {
  /** What is looked for: also what cannot be told to be meant, which is reported and never written to. */
  readonly filter: ScanFilter;
  /** Why a workload that was found is left as it is; undefined where it is meant. */
  readonly whyNot: (workload: Workload) => string | undefined;
  readonly clusters: Glob;
  /** The workload that was named, where one was. */
  readonly named?: { readonly kind: string; readonly namespace: string; readonly name: string };
}

type WorkloadTarget = Omit<HoldSelection, 'clusters'> | { readonly invalid: string };

/** Which workloads are meant; or a sentence about what was expected. */
export function parseHoldTarget(
  { cluster = '**', ...named }: HoldTarget,
  settings: Settings,
): HoldSelection | { readonly invalid: string } {
  const workloads = workloadTarget(named, settings);
  if ('invalid' in workloads) return workloads;
  const clusters = parseGlob(cluster);
  return 'invalid' in clusters ? clusters : { ...workloads, clusters: clusters.glob };
}

function workloadTarget(
  { workload, namespace = 'default', image }: HoldTarget,
  settings: Settings,
): WorkloadTarget {
  if ((workload === undefined) === (image === undefined))
    return { invalid: 'expected one of KIND/NAME and --image' };
  return image === undefined
    ? selectWorkload(workload ?? '', namespace, settings)
    : selectByImage(image, settings);
}

/** The kind as kubectl takes it: `Deployment`, `deployment` or `deployments`. */
function selectWorkload(text: string, namespace: string, { kinds }: Settings): WorkloadTarget {
  const [, kind = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  const known = kinds.find((each) => [each.kind.toLowerCase(), each.plural].includes(kind.toLowerCase()));
  if (known === undefined) {
    const names = kinds.map((each) => each.kind.toLowerCase()).join(', ');
    return { invalid: `expected KIND/NAME with one of ${names}, got ${printable(text)}` };
  }
  const matches = (each: Workload): boolean =>
    each.kind.kind === known.kind && each.name === name && each.namespace === namespace;
  return {
    filter: { mentions: name, matches },
    whyNot: () => undefined,
    named: { kind: known.kind, namespace, name },
  };
}

function selectByImage(image: string, settings: Settings): WorkloadTarget {
  const named = parseRepository(image, settings.aliases);
  if ('invalid' in named) return named;
  const { repository } = named;
  const matches = (each: Workload): boolean => usesRepository(each, repository, settings);
  const whyNot = (each: Workload): string | undefined =>
    runsRepository(each, repository, settings)
      ? undefined
      : (unreadableIn(each, repository, settings)[0] ?? `no container runs ${repository} any more`);
  return { filter: { mentions: lastSegment(repository), matches }, whyNot };
}
