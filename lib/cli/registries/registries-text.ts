/** The output of `clusters` and `config check --online` about registries. */
import { printable } from '../../core/text/printable.ts';
import { commandLine, reasonHead } from '../terminal/reason-head.ts';
import type { Emphasis } from '../terminal/report-text.ts';
import { wrap } from '../terminal/wrap.ts';
import type { CheckedRepository, RegistriesCheck } from './check-registries.ts';

/** One line for each repository; those that cannot be listed come last, with what to do. */
export function registriesText({ repositories, unlisted }: RegistriesCheck, bold: Emphasis): string {
  const ready = repositories.filter((each) => each.ready);
  const others =
    unlisted.length === 0
      ? []
      : [
          wrap(
            `Not on Artifact Registry, so not listed: ${unlisted.map((name) => printable(name)).join(', ')}.`,
            0,
          ),
        ];
  return [
    bold('Registries'),
    ...ready.map(({ name }) => `${name}: can be listed`),
    ...repositories.filter((each) => !each.ready).map(faultText),
    ...others,
    `${ready.length} of ${repositories.length} repositories can be listed.`,
    '',
  ].join('\n');
}

function faultText({ name, fault }: CheckedRepository): string {
  if (fault === undefined) return name;
  const { reason, detail, remedy, command } = fault;
  return [
    `${name}: NO`,
    reasonHead(reason, remedy),
    wrap(printable(detail, 1024), 4),
    ...(command === undefined ? [] : ['', commandLine(command), '']),
  ].join('\n');
}
