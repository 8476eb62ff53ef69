/** CPU architectures in tags: names of Go, of the kernel, or of Docker's official images. */

/** The spellings of each; longer names come before their prefixes. */
const SPELLINGS: readonly (readonly [architecture: string, spellings: string])[] = [
  ['amd64', 'amd64|x86[-_]64|x64'],
  ['arm64', '(?:arm64|aarch64)(?:[-_]?v8)?'],
  ['armv5', 'arm(?:32)?[-_]?v5(?:l|el)?'],
  ['armv6', 'arm(?:32)?[-_]?v6(?:l|hf)?'],
  ['armv7', 'arm(?:32)?[-_]?v7(?:l|hf)?'],
  ['armv8', 'arm(?:32)?[-_]?v8l?'],
  ['armhf', 'armhf'],
  // Also a word with another meaning.
  ['arm', 'arm32|(?<=linux[-_]|latest[-_]|[0-9][-_.]|^)arm'],
  // Numbers without a prefix may be builds, commits or versions.
  ['i386', 'i[3-6]86|(?<=linux[-_])[3-6]86'],
  // Means i386 in some tags, and amd64 in others.
  ['x86', 'x86'],
  ['ppc64le', 'ppc64le'],
  ['s390x', 's390x'],
  ['riscv64', 'riscv64'],
  ['mips64le', 'mips64(?:le|el)'],
  ['loong64', 'loong(?:arch)?64'],
];

const NAME = SPELLINGS.map(([, spellings]) => `(${spellings})`).join('|');
const FIRST = new RegExp(`(?<=^|[-_.])(?:linux[-_])?(?:${NAME})(?=$|[-_.])`, 'iu');
const ALL = new RegExp(FIRST, 'giu');

export interface TagArchitecture {
  /** The normalized name: `amd64` also for `x86_64`. */
  readonly name: string;
  /** A glob for tags with the architecture at this position, such as `*-arm64`. */
  readonly glob: string;
}

/** The architecture in a tag, such as `arm64` in `1.2.3-linux-arm64-v8`; undefined if there is none. */
export function findArchitecture(tag: string): TagArchitecture | undefined {
  const found = FIRST.exec(tag);
  if (found === null) return undefined;
  const [written, ...spellings] = found;
  const end = found.index + written.length;
  const before = found.index === 0 ? '' : `*${tag.charAt(found.index - 1)}`;
  const behind = end === tag.length ? '' : `${tag.charAt(end)}*`;
  return { name: architectureName(spellings), glob: `${before}${written}${behind}` };
}

/** The text with normalized names of architectures, without a preceding `linux`. */
export function withOneSpelling(text: string): string {
  return text.replace(ALL, (...found: readonly unknown[]) => architectureName(found.slice(1)));
}

/** The group of {@link NAME} that matched. */
function architectureName(groups: readonly unknown[]): string {
  return SPELLINGS[groups.findIndex((group) => group !== undefined)]?.[0] ?? '';
}
