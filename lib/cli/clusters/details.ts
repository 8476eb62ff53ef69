/** The details of a cluster under its name: origin, server, version, user, rights, policy and workloads. */
import { printable } from '../../core/text/printable.ts';
import {
  VERBS,
  type Inspected,
  type Inspection,
  type PolicyState,
  type Right,
  type UncheckedKind,
  type Verb,
  type WorkloadCount,
} from '../../admin/inspect/inspection.ts';
import type { Emphasis } from '../terminal/report-text.ts';
import { wrap } from '../terminal/wrap.ts';

/** Empty if nothing but a fault is known. */
export function clusterDetails(inspection: Inspection, bold: Emphasis): string {
  const lines = [
    ...originLines(inspection),
    ...(inspection.state === 'inspected' ? detailLines(inspection) : []),
  ];
  return lines.length === 0 ? '' : [bold(printable(inspection.cluster)), ...lines, '', ''].join('\n');
}

function originLines({ state, found }: Inspection): string[] {
  if (found === undefined) return [];
  const { entry, way, server, endpoint } = found;
  const isCluster = state === 'inspected' || state === 'unreachable';
  const kind = endpoint === undefined ? '' : ` (${endpoint} endpoint)`;
  const isNew = server !== undefined && server.href !== way;
  return [
    ...line(isCluster ? 'found by' : 'entry', `${printable(entry, 512)}: ${printable(way, 512)}`),
    ...line('server', isNew ? `${server.href}${kind}` : undefined),
    ...line('now', state === 'empty' ? 'no cluster, or only clusters of other entries' : undefined),
  ];
}

function detailLines({
  version,
  identity,
  rights,
  imageOnlyPolicy,
  workloads,
  scanMilliseconds,
}: Inspected): string[] {
  return [
    ...line('version', version),
    ...line('user', identity?.username ?? 'unknown: the API server does not say'),
    ...line('granted', rights === undefined ? undefined : rightsText(rights, true)),
    ...line('missing', rights === undefined ? undefined : rightsText(rights, false)),
    ...line('policy', policyText(imageOnlyPolicy)),
    ...line('workloads', workloads.map(countText).join(', ')),
    ...line('scan', workloads.length === 0 ? undefined : `${scanMilliseconds} ms`),
  ];
}

function policyText(policy: PolicyState): string {
  switch (policy.state) {
    case 'inForce':
      return ['image-only, in force', ...uncheckedTexts(policy.unchecked)].join('; ');
    case 'missing':
      return [`none for ${policy.open.join(', ')}`, ...uncheckedTexts(policy.unchecked)].join('; ');
    case 'unknown':
      return `unknown: ${policy.why}`;
  }
}

function uncheckedTexts(unchecked: readonly UncheckedKind[] = []): readonly string[] {
  const byWhy = Map.groupBy(unchecked, ({ why }) => why);
  return [...byWhy].map(
    ([why, all]) => `unknown for ${all.map(({ resource }) => resource).join(', ')}: ${why}`,
  );
}

function line(title: string, text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [wrap(`${title.padEnd(10)} ${printable(text, 1024)}`, 2)];
}

/** `get, list of deployments.apps, cronjobs.batch; in pay: list of deployments.apps`; empty if there is none. */
function rightsText(rights: readonly Right[], isAllowed: boolean): string {
  const rows = rights
    .map((right) => ({ ...right, verbs: VERBS.filter((verb) => right.allowed[verb] === isAllowed) }))
    .filter(({ verbs }) => verbs.length > 0);
  const places = [...Map.groupBy(rows, ({ namespace }) => namespace)];
  return places
    .map(([namespace, all]) => `${namespace === undefined ? '' : `in ${namespace}: `}${groupByVerbs(all)}`)
    .join('; ');
}

/** Groups resources with the same verbs. */
function groupByVerbs(
  rows: readonly { readonly resource: string; readonly verbs: readonly Verb[] }[],
): string {
  const byVerbs = Map.groupBy(rows, ({ verbs }) => verbs.join(', '));
  return [...byVerbs]
    .map(([verbs, all]) => `${verbs} of ${all.map(({ resource }) => resource).join(', ')}`)
    .join('; ');
}

function countText({ kind, count, absent }: WorkloadCount): string {
  return absent === true ? `no ${kind} in this cluster` : `${kind} ${count}`;
}
