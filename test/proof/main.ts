/** `npm run faults`: shows that the tests of each fault fail on the commit before its issue, and by their assertion. */
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { proveFaults } from './proof.ts';
import { exitCodeOf, proofText } from './table.ts';

const program = new Command('npm run faults --')
  .description(
    'Runs the tests of test/faults/ on the present tree and, copied over it, on the commit before their issue: each ' +
      'title has to pass here and to fail there by an assertion. A missing module, export or option, or another error, ' +
      'counts as not proved and is listed apart. Exit code 1 where a title is missing, fails here, or passes there.',
  )
  .argument('[issue]', 'the number of one issue; all unless given', readIssue)
  .parse();
const issue = program.processedArgs.find((each): each is number => typeof each === 'number');

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

try {
  const proofs = await proveFaults({
    root: path.resolve(import.meta.dirname, '../..'),
    issue,
    progress: (line) => process.stderr.write(`${line}\n`),
    signal: interrupted.signal,
  });
  process.stdout.write(proofs.map(proofText).join('\n'));
  process.exitCode = exitCodeOf(proofs);
} catch (thrown) {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  process.stderr.write(interrupted.signal.aborted ? 'Interrupted; nothing is left behind\n' : `${message}\n`);
  process.exitCode = interrupted.signal.aborted ? 130 : 2;
}

function readIssue(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('expected the number of an issue');
  return Number(text);
}
