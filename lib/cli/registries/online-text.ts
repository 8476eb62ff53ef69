/** The output of `clusters` and `config check --online` for a person: the clusters, then the registries. */
import { clustersText } from '../clusters/text.ts';
import type { Emphasis } from '../terminal/report-text.ts';
import type { OnlineCheck } from './check-online.ts';
import { registriesText } from './registries-text.ts';

export function onlineText({ inspections, registries }: OnlineCheck, bold: Emphasis): string {
  return [
    clustersText(inspections, bold),
    ...(registries === undefined ? [] : [registriesText(registries, bold)]),
  ].join('\n');
}
