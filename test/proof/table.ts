/** A proof as plain text, at most 100 columns wide but for the first lines of errors. */
import { borderlessTable, type Column } from '../support/borderless-table.ts';
import { isWrong, untestedLines, type Proof, type ProofRow } from './proof.ts';

const COLUMNS: readonly Column[] = [6, 64, 10, 20].map((width) => ({ width }));

/** The table, and apart from it what is wrong and what is not proved. */
export function proofText(proof: Proof): string {
  const { set, rows } = proof;
  const wrong = rows.filter(isWrong);
  const unproved = rows.filter((row) => !isWrong(row) && row.before.state === 'not proved');
  const untested = untestedLines(proof);
  const sum = [
    `${rows.length} titles`,
    `${rows.length - wrong.length - unproved.length} proved`,
    `${unproved.length} not proved`,
    `${wrong.length} wrong`,
  ];
  return [
    `Issue ${set.issue}, before it ${set.base.slice(0, 12)}`,
    tableOf(rows),
    ...listed('Wrong', wrong),
    ...listed('Not proved: a missing module, export or option, or another error than an assertion', unproved),
    ...(untested.length === 0 ? [] : [`Lines without a title: ${untested.join(', ')}`]),
    `${sum.join(', ')}.`,
    '',
  ].join('\n');
}

/** 1 where something is wrong, or a line has no title although the set says that it is complete. */
export function exitCodeOf(proofs: readonly Proof[]): 0 | 1 {
  const isBad = proofs.some(
    (proof) => proof.rows.some(isWrong) || (proof.set.complete && untestedLines(proof).length > 0),
  );
  return isBad ? 1 : 0;
}

function tableOf(rows: readonly ProofRow[]): string {
  const cells = rows.map(({ line, title, today, before }) => [line, title, today.state, before.state]);
  return borderlessTable(COLUMNS, [['line', 'title', 'today', 'before'], ...cells]);
}

function listed(head: string, rows: readonly ProofRow[]): readonly string[] {
  if (rows.length === 0) return [];
  return [`\n${head}:`, ...rows.flatMap(detailsOf), ''];
}

function detailsOf({ line, title, today, before }: ProofRow): readonly string[] {
  return [
    `  ${line}  ${title}`,
    ...(today.state === 'passes' ? [] : [`      today ${today.state}: ${today.detail ?? ''}`]),
    `      before ${[before.state, ...(before.detail === undefined ? [] : [before.detail])].join(': ')}`,
  ];
}
