/** From the text of a configuration to what the program works with, or to all complaints about it. */
import * as v from 'valibot';
import { excerpt, type Complaint } from './complaint.ts';
import type { ClusterEntry, ParsedConfig } from './config.ts';
import { complaintsOf } from './issue.ts';
import { parseYaml } from './parse-yaml.ts';
import { CONFIG_SCHEMA } from './schema.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Parses a configuration of at most a million characters of YAML. */
export function parseConfig(text: string): ParsedConfig {
  const yaml = parseYaml(text);
  if ('complaint' in yaml) return { complaints: [yaml.complaint] };
  const result = v.safeParse(CONFIG_SCHEMA, yaml.document);
  if (!result.success) return { complaints: complaintsOf(result.issues, yaml.document) };
  return { config: result.output, warnings: result.output.clusters.flatMap(warningsAbout) };
}

/**
 * `http:` beyond this machine is allowed: a proxy in a container or on a private network is such a server, and
 * no token of ours travels. But everyone on the way could change what is patched, so it is worth a word.
 */
function warningsAbout({ source }: ClusterEntry, index: number): readonly Complaint[] {
  if (source.type !== 'server') return [];
  const { server } = source;
  if (server.protocol === 'https:' || LOOPBACK.test(server.hostname)) return [];
  const path = `clusters[${index}].server`;
  return [
    {
      code: 'PlainHttp',
      path,
      expected: 'https, or an address of this machine',
      received: excerpt(server.href),
    },
  ];
}
