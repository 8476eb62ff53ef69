/** What a function logged, by message. */
import { valueAt, stringOr, type JsonObject } from '../../../lib/core/text/json.ts';
import type { FunctionProcess } from './function-process.ts';

/** The entries that belong to a push or a message of this id, without those at DEBUG, which name what was skipped. */
export function entriesOf({ entries }: FunctionProcess, id: string): readonly JsonObject[] {
  return entries().filter(
    (entry) =>
      entry['severity'] !== 'DEBUG' &&
      (labelOf(entry, 'push') === id || valueAt(entry, ['delivery', 'messageId']) === id),
  );
}

/** The reasons in entries, in order; those without one are passed over. */
export function reasonsIn(entries: readonly JsonObject[]): readonly string[] {
  return entries.map((entry) => labelOf(entry, 'reason')).filter((reason) => reason !== '');
}

/** A label of an entry; empty where it has none of that name. */
export function labelOf(entry: JsonObject, name: string): string {
  return stringOr(valueAt(entry, ['logging.googleapis.com/labels', name]), '');
}
