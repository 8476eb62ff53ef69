/** What `terraform test -json` tells: how each run ended, and what was complained of. */
import { valueAt, parseJson, stringOr } from '../../../lib/core/text/json.ts';

export interface TestedRun {
  readonly name: string;
  /** `pass`, `fail`, `error` or `skip`. */
  readonly status: string;
  /** Summaries and details of its diagnostics. */
  readonly complaints: string;
}

/** By the name of the run. */
export function runsIn(stdout: string): ReadonlyMap<string, TestedRun> {
  const lines = linesOf(stdout);
  const complaints = Map.groupBy(
    lines.filter((line) => valueAt(line, ['type']) === 'diagnostic'),
    (line) => stringOr(valueAt(line, ['@testrun']), ''),
  );
  const ended = lines.filter((line) => valueAt(line, ['test_run', 'progress']) === 'complete');
  return new Map(
    ended.map((line) => {
      const name = stringOr(valueAt(line, ['test_run', 'run']), '');
      const status = stringOr(valueAt(line, ['test_run', 'status']), '');
      return [name, { name, status, complaints: (complaints.get(name) ?? []).map(textOf).join('\n') }];
    }),
  );
}

/** How many resources each run made, of a verbose test. */
export function resourceCounts(stdout: string): readonly number[] {
  return linesOf(stdout)
    .map((line) => valueAt(line, ['test_state', 'root_module', 'resources']))
    .filter((resources) => Array.isArray(resources))
    .map((resources) => resources.filter((each) => valueAt(each, ['mode']) === 'managed').length);
}

/** Of a run that is not there, all that was said. */
export function complaintsIn(stdout: string): string {
  return linesOf(stdout)
    .filter((line) => valueAt(line, ['type']) === 'diagnostic')
    .map(textOf)
    .join('\n');
}

function linesOf(stdout: string): readonly unknown[] {
  return stdout.split('\n').map(parseJson);
}

function textOf(line: unknown): string {
  const part = (key: string): string => stringOr(valueAt(line, ['diagnostic', key]), '');
  return `${part('summary')}: ${part('detail')}`;
}
