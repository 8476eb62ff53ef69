/** Processor architectures as tags write them: by Go's name, by the kernel's, or by Docker's for its official images. */

/** What tags write for each; longer names stand before what they begin with. */
const SPELLINGS: readonly (readonly [architecture: string, spellings: string])[] = [
  ['amd64', 'amd64|x86[-_]64|x64'],
  ['arm64', '(?:arm64|aarch64)(?:[-_]?v8)?'],
  ['armv5', 'arm(?:32)?[-_]?v5(?:l|el)?'],
  ['armv6', 'arm(?:32)?[-_]?v6(?:l|hf)?'],
  ['armv7', 'arm(?:32)?[-_]?v7(?:l|hf)?'],
  ['armv8', 'arm(?:32)?[-_]?v8l?'],
  ['armhf', 'armhf'],
  // A word of its own elsewhere.
  ['arm', 'arm32|(?<=linux[-_]|latest[-_]|[0-9][-_.]|^)arm'],
  // The numbers alone may count anything: builds, commits, versions.
  ['i386', 'i[3-6]86|(?<=linux[-_])[3-6]86'],
  // To some the same as i386, and to others as amd64.
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
  /** One name for all spellings: `amd64` for `x86_64` too. */
  readonly name: string;
  /** A glob of the tags that have it at this place, such as `*-arm64`. */
  readonly glob: string;
}

/** The architecture that a tag names, such as `arm64` of `1.2.3-linux-arm64-v8`; undefined where it names none. */
export function findArchitecture(tag: string): TagArchitecture | undefined {
  const found = FIRST.exec(tag);
  if (found === null) return undefined;
  const [written, ...spellings] = found;
  const end = found.index + written.length;
  const before = found.index === 0 ? '' : `*${tag.charAt(found.index - 1)}`;
  const behind = end === tag.length ? '' : `${tag.charAt(end)}*`;
  return { name: architectureName(spellings), glob: `${before}${written}${behind}` };
}

/** The text with one name for all spellings of an architecture, without the `linux` before it. */
export function withOneSpelling(text: string): string {
  return text.replace(ALL, (...found: readonly unknown[]) => architectureName(found.slice(1)));
}

/** Which of the groups of {@link NAME} took part. */
function architectureName(groups: readonly unknown[]): string {
  return SPELLINGS[groups.findIndex((group) => group !== undefined)]?.[0] ?? '';
}
