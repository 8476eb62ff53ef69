/** The closed list of reasons as a page of documentation. */
import { REASONS } from '../../lib/core/errors/reason.ts';
import { fillIn, type ReasonKind, type ReasonText } from '../../lib/core/errors/reason-text.ts';

const KINDS: Readonly<Record<ReasonKind, { readonly head: string; readonly message: string }>> = {
  skip: {
    head: 'A container was left alone',
    message: 'Nothing is wrong: the policy, the owner of the workload or the order of pushes says no.',
  },
  ignored: { head: 'An event was ignored', message: 'A valid event, not relevant.' },
  malformed: {
    head: 'An event was not understood',
    message: 'Acknowledged and logged as an error: sending it again would not help.',
  },
  limit: {
    head: 'A limit was passed',
    message:
      'Nothing that the limit is about is changed: a person decides. A failure that is acknowledged and not tried again.',
  },
  failed: {
    head: 'Something failed, for good',
    message:
      'A permanent failure: rejected by the API server or a webhook, or a lasting fault. It is not retried.',
  },
  transient: {
    head: 'Something failed, and is tried again',
    message: 'It may work later: retried at once where that can help, then redelivered by Pub/Sub.',
  },
};

/** All reasons in Markdown, by kind, in the order of the list: each a heading, so that a log line can lead to it. */
export function reasonsPage(): string {
  const sections = Object.entries(KINDS).map(([kind, { head, message }]) => {
    const entries = Object.entries(REASONS)
      .filter(([, reason]) => reason.kind === kind)
      .map(([code, reason]) => entry(code, reason));
    return [`## ${head}`, message, ...entries].join('\n\n');
  });
  return [TITLE, ...sections, ''].join('\n\n');
}

const TITLE = `# Reasons

Every skip and every failure has one of these codes, in log lines, reports and tables. A log line has the address of its
entry here under \`docs\`. Words in capitals stand for names that the log line fills in. This page is generated from the
lists beside it: \`npm run generate\`.`;

function entry(code: string, { message, remedy, command }: ReasonText): string {
  const lines = [`### ${code}`, message, `**What to do**: ${fillIn(remedy, {})}`];
  return (command === undefined ? lines : [...lines, `\`${fillIn(command.text, {})}\``]).join('\n\n');
}
