/** The closed list of reasons as a table for the README. */
import { REASONS, type ReasonKind } from '../core/reason.ts';

const KINDS: Readonly<Record<ReasonKind, string>> = {
  skip: 'left alone',
  ignored: 'event ignored',
  malformed: 'event not understood',
  failed: 'failed, final',
  transient: 'failed, redelivered',
};

/** All reasons as a table in Markdown: code, kind, what is the case, what a person can do. */
export function reasonsTable(): string {
  const rows = Object.entries(REASONS).map(
    ([code, { kind, says, remedy }]) => `| \`${code}\` | ${KINDS[kind]} | ${says} | ${remedy} |`,
  );
  return [
    '| reason | kind | what is the case | what you can do |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
