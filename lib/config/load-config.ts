/** Loads the configuration from the environment: inline text, or the path of a file. */
import { readFileSync, statSync } from 'node:fs';
import type { Environment } from '../core/environment.ts';
import { objectOr } from '../core/text/json.ts';
import { excerpt, type Complaint } from './complaint.ts';
import type { ParsedConfig } from './config.ts';
import { parseConfig } from './parse-config.ts';
import { MAX_SIZE, tooLarge } from './parse-yaml.ts';

/** The variable with the text of the configuration. */
export const INLINE = 'IMAGE_UPDATER_CONFIG';

/** The variable with the path of the file. */
export const FILE = 'IMAGE_UPDATER_CONFIG_FILE';

/** Reads and parses the configuration. An empty variable counts as unset. */
export function loadConfig(environment: Environment): ParsedConfig {
  const inline = environment[INLINE] ?? '';
  const file = environment[FILE] ?? '';
  if (inline !== '' && file !== '') return { complaints: [twoSources] };
  if (inline === '' && file === '') return { complaints: [noSource] };
  if (inline !== '') return parseConfig(inline);
  const read = readText(file);
  return 'complaint' in read ? { complaints: [read.complaint] } : parseConfig(read.text);
}

const twoSources: Complaint = {
  code: 'TwoSources',
  path: INLINE,
  expected: `only one of this variable and ${FILE}`,
  received: 'both',
};

const noSource: Complaint = {
  code: 'NoSource',
  path: INLINE,
  expected: `the configuration as YAML text, or the path of a YAML file in ${FILE}`,
  received: 'neither',
};

function readText(file: string): { readonly text: string } | { readonly complaint: Complaint } {
  try {
    // A character has at most four bytes. The parser checks the number of characters.
    const { size } = statSync(file);
    if (size > 4 * MAX_SIZE) return { complaint: tooLarge(`${size} bytes`) };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    const received = `${excerpt(file)} (${String(objectOr(error)['code'])})`;
    return {
      complaint: { code: 'Unreadable', path: FILE, expected: 'the path of a readable UTF-8 file', received },
    };
  }
}
