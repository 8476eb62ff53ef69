/** `image-updater policy`: evaluates a policy on tags. Contacts no cluster and no registry. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { explainPolicy } from '../../core/policy/explain-policy.ts';
import { printable } from '../../core/text/printable.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { verdictJson, verdictRow, verdictTable, type PolicyQuestion } from './text.ts';

export interface PolicyOptions {
  readonly json?: boolean;
}

const USAGE = 'expected POLICY CURRENT PUSHED…, or lines of policy<TAB>current<TAB>pushed on standard input';

/**
 * Evaluates the arguments, or without arguments each line of `input`. The exit code is `failed` if a line is malformed; a
 * skip is not a failure.
 */
export async function runPolicy(
  [text, current, ...pushed]: readonly string[],
  { json = false }: PolicyOptions,
  { write, note }: CliContext,
  input: Readable & { readonly isTTY?: boolean } = process.stdin,
): Promise<ExitCode> {
  const print = json ? verdictJson : verdictRow;
  if (text === undefined && input.isTTY !== true) return answerLines(input, print, write, note);
  if (text === undefined || current === undefined || pushed.length === 0) {
    note(`${USAGE}\n(add --help for usage)\n`);
    return EXIT.misuse;
  }
  const questions = pushed.map((each) => ({ policy: text, current, pushed: each }));
  write(json ? questions.map(verdictJson).join('') : verdictTable(questions));
  return questions.some(isUnreadable) ? EXIT.misuse : EXIT.done;
}

/** Each line is evaluated when it arrives, so the input may be endless. */
async function answerLines(
  input: Readable,
  print: (question: PolicyQuestion) => string,
  write: CliContext['write'],
  note: CliContext['note'],
): Promise<ExitCode> {
  let number = 0;
  let isWell = true;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const question = parseQuestion(line);
    if (question !== undefined) write(print(question));
    else {
      isWell = false;
      note(`line ${number}: expected policy<TAB>current<TAB>pushed, got ${printable(line)}\n`);
    }
  }
  return isWell ? EXIT.done : EXIT.failed;
}

function parseQuestion(line: string): PolicyQuestion | undefined {
  const [text, current, pushed, ...more] = line.split('\t').map((field) => field.trim());
  if (text === undefined || current === undefined || pushed === undefined || more.length > 0)
    return undefined;
  return { policy: text, current, pushed };
}

function isUnreadable({ policy, current, pushed }: PolicyQuestion): boolean {
  const verdict = explainPolicy(policy, current, pushed);
  return verdict.result === 'skip' && verdict.reason.startsWith('Invalid');
}
