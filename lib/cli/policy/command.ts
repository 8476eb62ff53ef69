/** `image-updater policy`: would a policy let these tags through, and why not. It asks no cluster and no registry. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { verdictOn, type Verdict } from '../../core/policy/verdict.ts';
import { REASONS } from '../../core/errors/reason.ts';
import { printable } from '../../core/text/printable.ts';
import { plainTable } from '../terminal/plain-table.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Surroundings } from '../context.ts';

export interface PolicyOptions {
  readonly json?: boolean;
}

/** A policy and two versions as they were given. */
interface Question {
  readonly policy: string;
  readonly current: string;
  readonly pushed: string;
}

const USAGE = 'expected POLICY CURRENT PUSHED…, or lines of policy<TAB>current<TAB>pushed on standard input';

/**
 * Answers what it is asked as parameters, or, with none, each line of `input`. The exit code is `failed` where a line is
 * no question; a skip is an answer like any other.
 */
export async function policy(
  [text, current, ...pushed]: readonly string[],
  { json = false }: PolicyOptions,
  { write, note }: Surroundings,
  input: Readable & { readonly isTTY?: boolean } = process.stdin,
): Promise<ExitCode> {
  const print = json ? lineOf : rowOf;
  if (text === undefined && input.isTTY !== true) return answerLines(input, print, write, note);
  if (text === undefined || current === undefined || pushed.length === 0) {
    note(`${USAGE}\n(add --help for usage)\n`);
    return EXIT.misuse;
  }
  const questions = pushed.map((each) => ({ policy: text, current, pushed: each }));
  write(json ? questions.map(lineOf).join('') : tableOf(questions));
  return questions.some(isUnreadable) ? EXIT.misuse : EXIT.done;
}

/** Each line is answered as it comes, so that it can be fed for as long as anybody likes. */
async function answerLines(
  input: Readable,
  print: (question: Question) => string,
  write: Surroundings['write'],
  note: Surroundings['note'],
): Promise<ExitCode> {
  let number = 0;
  let isWell = true;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const question = questionIn(line);
    if (question !== undefined) write(print(question));
    else {
      isWell = false;
      note(`line ${number}: expected policy<TAB>current<TAB>pushed, got ${printable(line)}\n`);
    }
  }
  return isWell ? EXIT.done : EXIT.failed;
}

function questionIn(line: string): Question | undefined {
  const [text, current, pushed, ...more] = line.split('\t').map((field) => field.trim());
  if (text === undefined || current === undefined || pushed === undefined || more.length > 0)
    return undefined;
  return { policy: text, current, pushed };
}

function verdictOf({ policy: text, current, pushed }: Question): Verdict {
  return verdictOn(text, current, pushed);
}

function isUnreadable(question: Question): boolean {
  const verdict = verdictOf(question);
  return verdict.result === 'skip' && verdict.reason.startsWith('Invalid');
}

function lineOf(question: Question): string {
  const verdict = verdictOf(question);
  const reason = verdict.result === 'skip' ? verdict.reason : null;
  return `${JSON.stringify({ ...question, result: verdict.result, reason })}\n`;
}

/** Of many: fields set apart as they came. */
function rowOf(question: Question): string {
  return `${cellsOf(question).join('\t')}\n`;
}

/** Of one policy: a table, and below it what its reasons say. */
function tableOf(questions: readonly Question[]): string {
  return `${plainTable(
    ['current', 'pushed', 'result', 'why'],
    questions.map((each) => cellsOf(each).slice(1)),
    0,
  )}\n`;
}

function cellsOf(question: Question): readonly string[] {
  const verdict = verdictOf(question);
  const { policy: text, current, pushed } = question;
  return [text, current, pushed, verdict.result, whyOf(verdict)].map((cell) => printable(cell, 512));
}

function whyOf(verdict: Verdict): string {
  if (verdict.result === 'update') return '';
  const { reason, detail } = verdict;
  return `${reason}: ${detail ?? REASONS[reason].message}`;
}
