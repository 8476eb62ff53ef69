/** The configuration of a command: the file it is told, else what the environment gives, as the function reads it. */
import { renderComplaints, type Complaint } from '../config/complaint.ts';
import type { Config, ParsedConfig } from '../config/config.ts';
import { FILE, INLINE, loadConfig } from '../config/load.ts';
import type { Surroundings } from './surroundings.ts';

/** Reads and parses it; a file that is named counts alone. */
export function configurationOf(
  file: string | undefined,
  environment: Surroundings['environment'],
): ParsedConfig {
  if (file === undefined) return loadConfig(environment);
  const parsed = loadConfig({ [FILE]: file });
  if (!('complaints' in parsed)) return parsed;
  // The reader knows of no variable.
  return {
    complaints: parsed.complaints.map((each) => (each.path === FILE ? { ...each, path: 'the file' } : each)),
  };
}

/** Whether there was nothing to be read: neither a file nor a text, both, or a file that cannot be read. */
export function isNotThere({ code, path }: Complaint): boolean {
  return code === 'Unreadable' || path === INLINE || path === FILE;
}

/** The configuration for a command that works with it; undefined where it cannot be used, and then it has said why. */
export function usableConfig(
  file: string | undefined,
  { environment, note }: Pick<Surroundings, 'environment' | 'note'>,
): Config | undefined {
  const parsed = configurationOf(file, environment);
  if ('complaints' in parsed) {
    const hint = parsed.complaints.some(isNotThere) ? 'Name a file with --config.\n' : '';
    note(`The configuration cannot be used:\n${renderComplaints(parsed.complaints)}\n${hint}`);
    return undefined;
  }
  if (parsed.warnings.length > 0) note(`${renderComplaints(parsed.warnings)}\n`);
  return parsed.config;
}
