/** `aliases`: other names of registries and repositories, each with what it means. */
import * as v from 'valibot';
import { isRegistryHost, parseImage } from '../core/names/image-reference.ts';
import { isObject } from '../core/text/json.ts';
import { canonicalHost, canonicalPath, type Alias } from '../core/names/repository.ts';
import { aliasChains } from './alias-chains.ts';
import { record } from './mapping.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';
import { unique, type ListEntry } from './unique.ts';

const PREFIX =
  'a registry host and perhaps leading segments of the path, such as `mirror.example.com/hub`; gcr.io hosts with their project';

/** Both sides in canonical form, and no alias replaces what another one means. */
export const aliasesSchema = v.pipe(
  record(
    v.pipe(
      v.string(),
      v.check((text) => 'value' in canonicalPrefix(text), PREFIX),
    ),
    v.pipe(v.string(TEXT), parsedBy(canonicalPrefix)),
  ),
  v.description(
    'Other names of repositories (mirrors, virtual and remote repositories): leading segments, and what they mean, which no alias may replace again.',
  ),
  v.examples([{ 'mirror.example.com/hub': 'docker.io' }]),
  unique(prefixes, (first) => `another prefix than ${first}, which is the same repository`),
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
  return `a meaning of \`${first.prefix}\` that no alias replaces again, as \`${first.means}\` is: ${replaced}`;
}

function prefixes(value: unknown): readonly ListEntry[] {
  return Object.keys(isObject(value) ? value : {}).map((text) => ({
    keys: [text],
    identity: canonical(text),
    written: text,
  }));
}

/** The prefix in canonical form; as it is where it has none, which is an issue already. */
function canonical(text: string): string {
  const parsed = canonicalPrefix(text);
  return 'value' in parsed ? parsed.value : text;
}

function canonicalPrefix(text: string): Parsed<string> {
  // A prefix is what gives an image once a path of two segments (one might be a name of Docker Hub) follows.
  const parsed = parseImage(`${text}/x/x`);
  if ('invalid' in parsed || !isRegistryHost(text.split('/', 1).join())) return { invalid: PREFIX };
  const { domain, path } = parsed.image;
  const prefix = canonicalPath(`${canonicalHost(domain)}/${path.slice(0, -'/x'.length)}`);
  return prefix.endsWith('/x') ? { value: prefix.slice(0, -'/x'.length) } : { invalid: PREFIX };
}
