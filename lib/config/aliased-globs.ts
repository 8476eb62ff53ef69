/** Globs of a name that an alias replaces: no repository in canonical form has that name, so they never match. */
import type { Glob } from '../core/names/glob.ts';
import type { Settings } from '../core/settings.ts';
import type { Config } from './config.ts';
import type { ListEntry } from './unique.ts';

interface AliasedGlob {
  /** The path of the list that contains the glob. */
  readonly keys: ListEntry['keys'];
  readonly glob: Glob;
  /** The intended glob. */
  readonly means: string;
}

/** The globs of rules, of `registries` and of `repositories` that begin with the prefix of an alias. */
export function aliasedGlobs({
  repositories: allowed,
  rules,
  aliases,
  registries,
}: Pick<Settings, 'repositories' | 'rules' | 'aliases'> &
  Pick<Config, 'registries'>): readonly AliasedGlob[] {
  const inRules = rules.flatMap(({ repositories = [] }, index) =>
    repositories.map((glob) => ({ keys: ['rules', index, 'match', 'repositories'] as const, glob })),
  );
  const inRegistries = registries.flatMap(({ repositories }, index) =>
    repositories.map((glob) => ({ keys: ['registries', index, 'repositories'] as const, glob })),
  );
  const ofTopics = allowed.map((glob) => ({ keys: ['repositories'] as const, glob }));
  return [...ofTopics, ...inRules, ...inRegistries].flatMap(({ keys, glob }) =>
    aliases
      .filter(({ prefix }) => glob.text.startsWith(`${prefix}/`))
      .map(({ prefix, means }) => ({ keys, glob, means: means + glob.text.slice(prefix.length) })),
  );
}
