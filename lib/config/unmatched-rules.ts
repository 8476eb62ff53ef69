/** Rules that match no cluster: a misspelled name, or `*` for GKE clusters, whose names contain a `/`. */
import { parseGlob, type Glob } from '../core/names/glob.ts';
import type { Rule } from '../core/settings.ts';
import { excerpt, type Complaint } from './complaint.ts';
import type { ClusterEntry } from './config.ts';
import { namesSeveral } from './gke-schema.ts';

/** The name of a cluster, split at each `/`; undefined for segments that only the Container API knows. */
type Name = readonly (string | undefined)[];

const NAMES_SHOWN = 3;

/** A warning for each rule that can match no cluster of the configuration, including clusters that discovery may find. */
export function unmatchedRules(
  rules: readonly Rule[],
  clusters: readonly ClusterEntry[],
): readonly Complaint[] {
  const names = clusters.map(clusterNameParts);
  return rules.flatMap(({ clusters: globs }, index) => {
    if (globs === undefined || globs.some((glob) => names.some((name) => mayMatch(glob, name)))) return [];
    return {
      code: 'NeverMatches',
      path: `rules[${index}].match.clusters`,
      expected: `a glob that matches the name of a cluster (${shown(names)}); \`*\` does not match a \`/\`: this rule never matches`,
      received: excerpt(globs.map(({ text }) => text).join(', ')),
    };
  });
}

function clusterNameParts({ name, source }: ClusterEntry): Name {
  if (source.type !== 'gke' || !namesSeveral(source.path)) return name.split('/');
  return [source.project, source.location, source.cluster].map((part) => (part === '-' ? undefined : part));
}

/**
 * Compares segment by segment, which nearly all globs allow; other globs are assumed to match. The process starts without
 * loading the glob engine for this.
 */
function mayMatch({ text }: Glob, name: Name): boolean {
  const segments = text.split('/');
  for (const [place, segment] of segments.entries()) {
    if (place >= name.length) return false;
    if (segment.includes('**')) return true;
    const parsed = parseGlob(segment);
    // Braces, brackets or an escape across the `/`.
    if ('invalid' in parsed) return true;
    const part = name[place];
    if (part !== undefined && !parsed.glob.matches(part)) return false;
  }
  return segments.length === name.length;
}

function shown(names: readonly Name[]): string {
  const globs = names.slice(0, NAMES_SHOWN).map((name) => name.map((part) => part ?? '*').join('/'));
  return `${globs.map(excerpt).join(', ')}${names.length > NAMES_SHOWN ? ', …' : ''}`;
}
