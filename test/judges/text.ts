/** What a run of judges prints. */
import type { Verdict } from './run-judges.ts';
import type { Judge } from './judge.ts';

const WORDS: { readonly [State in Verdict['state']]: string } = {
  passes: 'passes',
  fails: 'FAILS ',
  broken: 'BROKEN',
};

/** One line; with all that the tool wrote below it where the judge does not pass. */
export function verdictText({ judge, state, version, output, seconds }: Verdict): string {
  const tool = `${judge.name} ${version ?? ''}`.trim();
  const line = `${WORDS[state]}  ${tool.padEnd(20)}  ${judge.subject} (${seconds.toFixed(1)} s)\n`;
  return state === 'passes' ? line : `${line}${output.trim()}\n\n`;
}

/** How many verdicts there are, and how many of them of each kind. */
export function sumText(noun: 'judge' | 'proof', verdicts: readonly Verdict[]): string {
  const counted = (state: Verdict['state']): number => verdicts.filter((each) => each.state === state).length;
  const parts = [`${counted('passes')} pass`, `${counted('fails')} fail`];
  if (counted('broken') > 0) parts.push(`${counted('broken')} broken`);
  return `${verdicts.length} ${noun}${verdicts.length === 1 ? '' : 's'}: ${parts.join(', ')}.\n`;
}

/** The judges as lines of help. */
export function judgesHelp(judges: readonly Judge[]): string {
  const width = Math.max(...judges.map(({ name }) => name.length));
  const lines = judges
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(
      ({ name, subject, rare }) =>
        `  ${name.padEnd(width)}  ${subject}${rare === undefined ? '' : ` (--all: ${rare})`}`,
    );
  return `\nJudges:\n${lines.join('\n')}\n`;
}
