/** The closed list of reasons as a table for the README. */
import { REASONS, type ReasonKind, type ReasonText } from '../core/reason.ts';

const KINDS: Readonly<Record<ReasonKind, string>> = {
  skip: 'left alone',
  ignored: 'event ignored',
  malformed: 'event not understood',
  failed: 'failed, final',
  transient: 'failed, redelivered',
};

/** All reasons as a table in Markdown: code, kind, what is the case, what a person can do, and the command if any. */
export function reasonsTable(): string {
  const rows = Object.entries(REASONS).map(
    ([code, reason]) => `| \`${code}\` | ${KINDS[reason.kind]} | ${reason.says} | ${wayOut(reason)} |`,
  );
  return [
    '| reason | kind | what is the case | what you can do |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function wayOut({ remedy, command }: ReasonText): string {
  return command === undefined ? remedy : `${remedy}<br>\`${command}\``;
}
