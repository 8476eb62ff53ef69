/** The workloads to hold or release: one by its kind and name, or all that run an image. */
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
  /** A glob for names of clusters. Default: all clusters. */
  readonly cluster?: string;
}

export interface HoldSelection {
  /** Workloads to read, including those that may or may not match; these are reported and never changed. */
  readonly filter: ScanFilter;
  /** Why a workload that was read is not changed; undefined if it matches. */
  readonly whyNot: (workload: Workload) => string | undefined;
  readonly clusters: Glob;
  /** The workload of `KIND/NAME`. */
  readonly named?: { readonly kind: string; readonly namespace: string; readonly name: string };
}

type WorkloadTarget = Omit<HoldSelection, 'clusters'> | { readonly invalid: string };

/** The selected workloads, or what was expected instead. */
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
    return { invalid: `expected KIND/NAME or --image, got ${image === undefined ? 'neither' : 'both'}` };
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
    return { invalid: `expected KIND/NAME, where KIND is one of ${names}, got ${printable(text)}` };
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
