/** The running images for a person: by repository, with policy and last update. */
import { printable } from '../../core/text/printable.ts';
import { byRepository, type ClusterImages, type PlacedUse } from './images-document.ts';
import { plainTable } from '../terminal/plain-table.ts';
import { faultText } from '../terminal/fault-text.ts';
import { shortImage } from '../../report/short-image.ts';
import type { Emphasis } from '../terminal/report-text.ts';

/** Without `all`, containers in excluded namespaces are only counted. */
export function imagesText(clusters: readonly ClusterImages[], all: boolean, bold: Emphasis): string {
  const isShown = ({ follows }: PlacedUse): boolean =>
    all || !('reason' in follows) || follows.reason !== 'ExcludedNamespace';
  const groups = byRepository(clusters);
  const tables = groups.flatMap(({ repository, uses }) => {
    const shown = uses.filter(isShown);
    return shown.length === 0 ? [] : [`${bold(repositoryHead(repository))}\n${usesTable(shown)}\n`];
  });
  const faults = clusters.flatMap(({ cluster, faults: faultsThere }) =>
    faultsThere.map((fault) => faultText(`cluster ${printable(cluster)}`, fault)),
  );
  const hidden = groups.flatMap(({ uses }) => uses).filter((use) => !isShown(use)).length;
  return [
    ...tables,
    ...faults,
    ...(tables.length + hidden + faults.length === 0 ? ['No workload was found.\n'] : []),
    ...(hidden > 0 ? [`${hidden} containers in excluded namespaces: --all shows them.\n`] : []),
  ].join('\n');
}

function repositoryHead(repository: string): string {
  return repository === '' ? 'images that cannot be parsed' : printable(repository);
}

function usesTable(uses: readonly PlacedUse[]): string {
  const rows = uses.map((use) => [
    printable(use.cluster),
    containerName(use),
    use.image === '' ? '-' : shortImage(use.image),
    policyCell(use),
    appliedCell(use),
  ]);
  return plainTable(['cluster', 'container', 'runs', 'follows', 'applied'], rows, 2);
}

function containerName({ workload: { kind, namespace, name }, container }: PlacedUse): string {
  return printable(`${kind} ${namespace}/${name} ${container}`);
}

function policyCell({ follows }: PlacedUse): string {
  if ('policy' in follows) return printable(`${follows.policy} (${follows.source})`);
  const { reason, detail } = follows;
  return printable(detail === undefined ? reason : `${reason}: ${detail}`);
}

/** The publish time of the push, its source, and its id, which its log lines contain too. */
function appliedCell({ applied }: PlacedUse): string {
  if (applied === undefined) return '-';
  const { at, by, push, drifted } = applied;
  const text = `${new Date(at).toISOString()} by ${by}, push ${push}`;
  return printable(drifted ? `${text}; changed since` : text);
}
