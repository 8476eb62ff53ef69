/** The closed list of reasons as a page of documentation: a heading for each reason, so that it can be linked. */
import { REASONS } from '../../lib/core/errors/reason.ts';
import { fillIn, type ReasonKind, type ReasonText } from '../../lib/core/errors/reason-text.ts';

const KINDS: Readonly<Record<ReasonKind, { readonly head: string; readonly message: string }>> = {
  skip: {
    head: 'Skipped containers',
    message:
      'Nothing is wrong. The policy, the owner of the workload or the order of pushes does not allow the update.',
  },
  ignored: { head: 'Ignored events', message: 'A valid event, not relevant. It is acknowledged.' },
  malformed: {
    head: 'Malformed events',
    message: 'The event is acknowledged and logged as an error, because a redelivery would not help.',
  },
  limit: {
    head: 'Exceeded limits',
    message:
      'The push changes nothing in that namespace or cluster until a person decides. The event is acknowledged and not retried.',
  },
  failed: {
    head: 'Permanent failures',
    message:
      'The API server or a webhook rejected the change, or the error will not go away by itself. It is not retried.',
  },
  transient: {
    head: 'Transient failures',
    message:
      'A later attempt may succeed. It is retried at once if that can help; after that Pub/Sub redelivers the event.',
  },
};

/** All reasons in Markdown, by kind, in the order of the list: code, message, remedy and command. */
export function reasonsPage(): string {
  const sections = Object.entries(KINDS).flatMap(([kind, { head, message }]) => [
    `## ${head}`,
    '',
    message,
    '',
    ...Object.entries(REASONS)
      .filter(([, reason]) => reason.kind === kind)
      .flatMap(([code, reason]) => reasonSection(code, reason)),
  ]);
  return [TITLE, ...sections].join('\n');
}

const TITLE = `# Reasons

Every skip and every failure has one of these codes, in log lines, reports and tables. A log line has the address of
its entry under \`docs\`. Words in capitals are placeholders; a log line contains the actual names. This page is
generated from the lists in this folder: \`npm run generate\`.
`;

function reasonSection(code: string, { message, remedy, command }: ReasonText): readonly string[] {
  return [
    `### ${code}`,
    '',
    message,
    '',
    remedy === NOTHING_TO_DO ? remedy : `**What to do:** ${fillIn(remedy, {})}`,
    '',
    ...(command === undefined ? [] : [`\`${fillIn(command.text, {})}\``, '']),
  ];
}

const NOTHING_TO_DO = 'Nothing to do.';
