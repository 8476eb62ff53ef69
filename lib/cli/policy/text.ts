/** The output of `policy`: a table, or a line for each input line. */
import { REASONS } from '../../core/errors/reason.ts';
import { explainPolicy, type PolicyExplanation } from '../../core/policy/explain-policy.ts';
import { printable } from '../../core/text/printable.ts';
import { plainTable } from '../terminal/plain-table.ts';

/** A policy and two tags, as given. */
export interface PolicyQuestion {
  readonly policy: string;
  readonly current: string;
  readonly pushed: string;
}

/** One line of JSON; later versions only add keys. */
export function verdictJson(question: PolicyQuestion): string {
  const verdict = answerQuestion(question);
  const { reason = null, detail = null } =
    verdict.result === 'skip' ? verdict : { detail: verdict.hint ?? null };
  return `${JSON.stringify({ ...question, result: verdict.result, reason, detail })}\n`;
}

/** One line with fields separated by tabs, like the input. */
export function verdictRow(question: PolicyQuestion): string {
  return `${questionCells(question).join('\t')}\n`;
}

/** The table for one policy. */
export function verdictTable(questions: readonly PolicyQuestion[]): string {
  return `${plainTable(
    ['current', 'pushed', 'result', 'why'],
    questions.map((each) => questionCells(each).slice(1)),
    0,
  )}\n`;
}

function questionCells(question: PolicyQuestion): readonly string[] {
  const verdict = answerQuestion(question);
  const { policy, current, pushed } = question;
  return [policy, current, pushed, verdict.result, reasonText(verdict)].map((cell) => printable(cell, 512));
}

function answerQuestion({ policy, current, pushed }: PolicyQuestion): PolicyExplanation {
  return explainPolicy(policy, current, pushed);
}

function reasonText(verdict: PolicyExplanation): string {
  if (verdict.result === 'update') return verdict.hint ?? '';
  const { reason, detail } = verdict;
  return `${reason}: ${detail ?? REASONS[reason].message}`;
}
