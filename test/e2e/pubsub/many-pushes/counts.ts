/** What a run counted: from the functions' log lines, the sandboxes' records, and what Pub/Sub sent. */
import { valueAt, isObject, type JsonObject } from '../../../../lib/core/text/json.ts';
import { plainTable } from '../../../../lib/cli/terminal/plain-table.ts';

/** How many containers were skipped for a reason, as summaries say it. */
export function skippedFor(entries: readonly JsonObject[], reason: string): number {
  return entries
    .flatMap((entry) => listOf(entry['clusters']))
    .map((cluster) => valueAt(cluster, ['skipped', reason, 'count']))
    .reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
}

/** How many of these came again. */
export function repeated(keys: readonly string[]): number {
  return keys.length - new Set(keys).size;
}

/** The counts as a table. */
export function tableOf(counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).map(([name, count]) => [name, String(count)]);
  return `${plainTable(['    500 pushes', ''], rows, 4)}\n`;
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
