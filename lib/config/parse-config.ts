/** Parses the text of a configuration, or returns all complaints. */
import * as v from 'valibot';
import type { Complaint } from './complaint.ts';
import type { Config, ParsedConfig } from './config.ts';
import { toComplaints } from './issue.ts';
import { gatesWithoutReconcile } from './gates-without-reconcile.ts';
import { parseYaml } from './parse-yaml.ts';
import { plainHttp } from './plain-http.ts';
import { CONFIG_SCHEMA } from './schema.ts';
import { shadowedEntries } from './shadowed-entries.ts';
import { unmatchedRules } from './unmatched-rules.ts';

/** Parses a configuration of at most a million characters of YAML. */
export function parseConfig(text: string): ParsedConfig {
  const yaml = parseYaml(text);
  if ('complaint' in yaml) return { complaints: [yaml.complaint] };
  const result = v.safeParse(CONFIG_SCHEMA, yaml.document);
  if (!result.success) return { complaints: toComplaints(result.issues, yaml.document) };
  return { config: result.output, warnings: warningsAbout(result.output) };
}

/** Warnings: accepted, but probably not intended. */
function warningsAbout(config: Config): readonly Complaint[] {
  const { settings, clusters } = config;
  return [
    ...plainHttp(clusters),
    ...shadowedEntries(clusters),
    ...unmatchedRules(settings.rules, clusters),
    ...gatesWithoutReconcile(config),
  ];
}
