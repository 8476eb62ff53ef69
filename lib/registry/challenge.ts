/**
 * The header `WWW-Authenticate` (RFC 9110, section 11.6.1), which says how a registry authenticates:
 * `Bearer realm="https://auth.example/token",service="registry.example",scope="repository:web:pull"`, or `Basic realm="…"`.
 */

export type Challenge =
  | { readonly scheme: 'basic' }
  /** `realm` is the address of the token endpoint, as written. */
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string };

// A longer header is not parsed.
const MAX_LENGTH = 4096;

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const SEPARATORS = /[ \t,]*/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

interface Parsed {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
  /** A parameter was given twice: what it means is unknown. */
  ambiguous: boolean;
}

/**
 * The challenge to answer: the first usable one for a token, else `Basic`. Undefined if there is neither. The scope of the
 * header is not used: only pulling the repository is requested, whatever the registry names.
 */
export function chooseChallenge(header: string | undefined): Challenge | undefined {
  const challenges = parse(header ?? '').flatMap(toChallenge);
  return challenges.find(({ scheme }) => scheme === 'bearer') ?? challenges[0];
}

function toChallenge({ scheme, parameters, ambiguous }: Parsed): Challenge[] {
  if (ambiguous) return [];
  if (scheme === 'basic') return [{ scheme }];
  const realm = parameters.get('realm');
  if (scheme !== 'bearer' || realm === undefined) return [];
  const service = parameters.get('service');
  return [{ scheme, realm, ...(service !== undefined && { service }) }];
}

/** The challenges up to the first part that is not valid. */
function parse(header: string): readonly Parsed[] {
  if (header.length > MAX_LENGTH) return [];
  const found: Parsed[] = [];
  const read = reader(header);
  for (;;) {
    read(SEPARATORS);
    const [word] = read(TOKEN) ?? [];
    if (word === undefined) return found;
    if (read(EQUALS) === undefined) {
      found.push({ scheme: word.toLowerCase(), parameters: new Map(), ambiguous: false });
      continue;
    }
    const current = found.at(-1);
    const value = quotedText(read(QUOTED)?.[1]) ?? read(TOKEN)?.[0];
    if (current === undefined || value === undefined) return found;
    const name = word.toLowerCase();
    if (current.parameters.has(name)) current.ambiguous = true;
    current.parameters.set(name, value);
  }
}

function quotedText(inner: string | undefined): string | undefined {
  return inner?.replace(/\\(.)/g, '$1');
}

/** Reads one expression after the other; undefined where it does not match. */
function reader(text: string): (expression: RegExp) => RegExpExecArray | undefined {
  let position = 0;
  return (expression) => {
    const sticky = new RegExp(expression, 'y');
    sticky.lastIndex = position;
    const match = sticky.exec(text);
    if (match === null) return undefined;
    position = sticky.lastIndex;
    return match;
  };
}
