/** `aliases`: other names of registries and repositories, each with its meaning. */
import * as v from 'valibot';
import { isRegistryHost, parseImage } from '../core/names/image-reference.ts';
import { isObject } from '../core/text/json.ts';
import { canonicalHost, canonicalPath, type Alias } from '../core/names/repository.ts';
import { aliasChains } from './alias-chains.ts';
import { record } from './mapping.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';
import { unique, type ListEntry } from './unique.ts';

const PREFIX =
  'a registry host, optionally with leading path segments, such as `mirror.example.com/hub`; a gcr.io host with its project';

/** Both sides are in canonical form, and no alias replaces the meaning of another one. */
export const aliasesSchema = v.pipe(
  record(
    v.pipe(
      v.string(),
      v.check((text) => 'value' in canonicalPrefix(text), PREFIX),
    ),
    v.pipe(v.string(TEXT), parsedBy(canonicalPrefix)),
  ),
  v.description(
    'Other names of repositories, such as mirrors, virtual and remote repositories: leading path segments and their meaning. The meaning must not be an alias itself.',
  ),
  v.examples([{ 'mirror.example.com/hub': 'docker.io' }]),
  unique(prefixes, (first) => `a prefix of another repository than ${first}`),
  v.rawTransform(({ dataset, addIssue }): readonly Alias[] => {
    const entries = Object.entries(dataset.value).map(([text, means]) => ({
      text,
      alias: { prefix: canonical(text), means },
    }));
    const complain = (text: string, means: string, message: string): void => {
      const path: [v.ObjectPathItem] = [
        { type: 'object', origin: 'value', input: dataset.value, key: text, value: means },
      ];
      addIssue({ message, path });
    };
    for (const { text, alias } of entries)
      if (alias.prefix === alias.means)
        complain(text, alias.means, 'another repository than the prefix itself');
    const all = entries.map(({ alias }) => alias);
    for (const { first, second } of aliasChains(all)) {
      const text = entries.find(({ alias }) => alias === first)?.text ?? first.prefix;
      complain(text, first.means, noChain(first, second));
    }
    return all;
  }),
);

function noChain(first: Alias, second: Alias): string {
  const replaced = `\`${second.prefix}\` means \`${second.means}\``;
  return `a meaning of \`${first.prefix}\` that no alias replaces; \`${first.means}\` is replaced: ${replaced}`;
}

function prefixes(value: unknown): readonly ListEntry[] {
  return Object.keys(isObject(value) ? value : {}).map((text) => ({
    keys: [text],
    identity: canonical(text),
    written: text,
  }));
}

/** The prefix in canonical form; unchanged if it has none, which is an issue already. */
function canonical(text: string): string {
  const parsed = canonicalPrefix(text);
  return 'value' in parsed ? parsed.value : text;
}

function canonicalPrefix(text: string): Parsed<string> {
  // A prefix is valid if it forms an image with a path of two segments. (With one it might be a Docker Hub name.)
  const parsed = parseImage(`${text}/x/x`);
  if ('invalid' in parsed || !isRegistryHost(text.split('/', 1).join())) return { invalid: PREFIX };
  const { domain, path } = parsed.image;
  const prefix = canonicalPath(`${canonicalHost(domain)}/${path.slice(0, -'/x'.length)}`);
  return prefix.endsWith('/x') ? { value: prefix.slice(0, -'/x'.length) } : { invalid: PREFIX };
}
