/** What `policy` prints: a table, or a line for each question. */
import { REASONS } from '../../core/errors/reason.ts';
import { verdictOn, type Verdict } from '../../core/policy/verdict.ts';
import { printable } from '../../core/text/printable.ts';
import { plainTable } from '../terminal/plain-table.ts';

/** A policy and two versions as they were given. */
export interface PolicyQuestion {
  readonly policy: string;
  readonly current: string;
  readonly pushed: string;
}

/** One line of JSON; keys are only ever added to it. */
export function verdictJson(question: PolicyQuestion): string {
  const verdict = verdictOf(question);
  const reason = verdict.result === 'skip' ? verdict.reason : null;
  return `${JSON.stringify({ ...question, result: verdict.result, reason })}\n`;
}

/** One line of many, its fields set apart by tabs, as they came. */
export function verdictRow(question: PolicyQuestion): string {
  return `${cellsOf(question).join('\t')}\n`;
}

/** The table for one policy. */
export function verdictTable(questions: readonly PolicyQuestion[]): string {
  return `${plainTable(
    ['current', 'pushed', 'result', 'why'],
    questions.map((each) => cellsOf(each).slice(1)),
    0,
  )}\n`;
}

function cellsOf(question: PolicyQuestion): readonly string[] {
  const verdict = verdictOf(question);
  const { policy, current, pushed } = question;
  return [policy, current, pushed, verdict.result, whyOf(verdict)].map((cell) => printable(cell, 512));
}

function verdictOf({ policy, current, pushed }: PolicyQuestion): Verdict {
  return verdictOn(policy, current, pushed);
}

function whyOf(verdict: Verdict): string {
  if (verdict.result === 'update') return '';
  const { reason, detail } = verdict;
  return `${reason}: ${detail ?? REASONS[reason].message}`;
}
