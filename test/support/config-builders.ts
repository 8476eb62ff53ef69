/** What the tests of the configuration share. */
import assert from 'node:assert/strict';
import type { Config } from '../../lib/config/config.ts';
import { parseConfig } from '../../lib/config/parse-config.ts';

/** The least that is a configuration. */
export const MINIMAL = 'clusters: [{ server: "http://127.0.0.1:8001" }]\n';

/** Path and code of each complaint about a text; empty for a configuration that is accepted. */
export function wrong(yaml: string): readonly (readonly [path: string, code: string])[] {
  const parsed = parseConfig(yaml);
  return 'complaints' in parsed ? parsed.complaints.map(({ path, code }) => [path, code] as const) : [];
}

/** The configuration that a text means; the test fails where there is none. */
export function config(yaml: string): Config {
  const parsed = parseConfig(yaml);
  if ('complaints' in parsed) assert.fail(JSON.stringify(parsed.complaints));
  return parsed.config;
}
