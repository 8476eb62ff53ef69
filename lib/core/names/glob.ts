/**
 * Globs for tags, namespaces, repositories and names of clusters. The whole text must match.
 *
 *     *       any run without `/`              [abc] [a-z]  one of these
 *     **      any run                          [!a-z]       one other, but no `/`
 *     ?       one character, but no `/`        {a,b*}       one of these globs
 *     \       escapes the next character
 *
 * Extglobs such as `!(a)` and `@(a)`, and a leading `!`, are rejected, because they have a meaning in other tools.
 *
 * Owners of workloads also write globs, so they run on the linear-time engine: none can hang.
 */
import { RE2JS } from 're2js';
import { printable } from '../text/printable.ts';

export interface Glob {
  /** The original text. */
  readonly text: string;
  /** For a glob without special characters the only text that it matches: no list and comparison are needed. */
  readonly literal: string | undefined;
  /** Whether the whole of `text` matches. */
  readonly matches: (text: string) => boolean;
}

/** A glob, or a sentence with the expected and the actual text, and the position. */
export type ParsedGlob = { readonly glob: Glob } | { readonly invalid: string };

/** A token of a glob: an expression for the engine, a brace character, or an error. */
type Token =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: '{' | ',' | '}'; readonly at: number }
  | { readonly kind: 'wrong'; readonly why: string };

// Longer than any name that a glob is compared with, and short enough for the engine.
const MAX_LENGTH = 512;

const SPECIAL = /[*?[\]{}\\]/u;

// Characters before a `(` that shells and minimatch parse as an extglob. No name contains a parenthesis, so such a glob would
// never match.
const EXTGLOB = /^(?:[!@+?]|\*+)$/u;

// An escaped character, a run of stars, `[…]` with its members, or any one character.
const TOKEN = /\\(.)|\*+|\[(!?)((?:\\.|[^\\\]])+)\]|./gsu;

// A member of `[…]`: a character, or a range of two, each optionally escaped.
const MEMBER = /\\?(.)(?:-\\?(.))?/gsu;

/** Parses a glob of 1 to 512 characters. */
export function parseGlob(text: string): ParsedGlob {
  if (text === '') return { invalid: 'expected a glob, got an empty text' };
  if (text.length > MAX_LENGTH) {
    return { invalid: `expected a glob of at most ${MAX_LENGTH} characters, got ${text.length}` };
  }
  const matches = Array.from(text.matchAll(TOKEN));
  const foreign = findForeign(matches.map(([token]) => token));
  if (foreign !== undefined) {
    const shown = `expected a glob, got \`${printable(text, 64)}\``;
    return {
      invalid: `${shown}: \`${foreign}\` is not supported; list the alternatives, as in \`{main,release}-*\``,
    };
  }
  if (!SPECIAL.test(text)) {
    return { glob: { text, literal: text, matches: (candidate) => candidate === text } };
  }
  const translated = translate(matches.map(readToken));
  if ('wrong' in translated) {
    return { invalid: `expected a glob, got \`${printable(text, 64)}\`: ${translated.wrong}` };
  }
  return { glob: { text, literal: undefined, matches: toMatcher(text, translated.source) } };
}

/** An extglob, or the negation of gitignore. */
function findForeign(tokens: readonly string[]): string | undefined {
  if (tokens[0] === '!' && tokens[1] !== '(') return '!';
  const at = tokens.findIndex((token, index) => EXTGLOB.test(token) && tokens[index + 1] === '(');
  return at === -1 ? undefined : `${tokens[at]}(`;
}

// A prefix, one star, a suffix: the form of nearly all globs. The first use of the engine costs 11 ms at a cold start.
const ONE_STAR = /^([^*?[\]{}\\]*)\*([^*?[\]{}\\]*)$/u;

function toMatcher(text: string, source: string): Glob['matches'] {
  const [, prefix, suffix] = ONE_STAR.exec(text) ?? [];
  return prefix === undefined || suffix === undefined ? byEngine(source) : aroundOneStar(prefix, suffix);
}

function aroundOneStar(prefix: string, suffix: string): Glob['matches'] {
  return (candidate) =>
    candidate.length >= prefix.length + suffix.length &&
    candidate.startsWith(prefix) &&
    candidate.endsWith(suffix) &&
    !candidate.slice(prefix.length, candidate.length - suffix.length).includes('/');
}

/** Compiled at the first match: most globs of a configuration are not used in most events. */
function byEngine(source: string): Glob['matches'] {
  let expression: RE2JS | undefined;
  return (candidate) => {
    expression ??= RE2JS.compile(source, RE2JS.DOTALL);
    return expression.testExact(candidate);
  };
}

function readToken(match: RegExpExecArray): Token {
  const [token, escaped, not, members] = match;
  if (escaped !== undefined) return { kind: 'source', source: exactly(escaped) };
  if (members !== undefined) return readClass(not === '!', members, match.index + 1);
  const at = match.index + 1;
  switch (token) {
    case '{':
    case ',':
    case '}':
      return { kind: token, at };
    case '*':
      return { kind: 'source', source: '[^/]*' };
    case '?':
      return { kind: 'source', source: '[^/]' };
    case '[':
      return { kind: 'wrong', why: `the \`[\` at character ${at} is empty or not closed` };
    case ']':
      return { kind: 'wrong', why: `the \`]\` at character ${at} closes nothing` };
    case '\\':
      return { kind: 'wrong', why: 'nothing follows the `\\` at the end' };
    default:
      return { kind: 'source', source: token.startsWith('**') ? '.*' : exactly(token) };
  }
}

function readClass(not: boolean, members: string, at: number): Token {
  let source = not ? '^/' : '';
  for (const [range, first = '', last = first] of members.matchAll(MEMBER)) {
    if (codePoint(last) < codePoint(first)) {
      return {
        kind: 'wrong',
        why: `\`${printable(range)}\` after the \`[\` at character ${at} runs backwards`,
      };
    }
    source += `${exactly(first)}-${exactly(last)}`;
  }
  return { kind: 'source', source: `[${source}]` };
}

/** Joins the tokens to one expression; a comma separates only between braces. */
function translate(tokens: readonly Token[]): { readonly source: string } | { readonly wrong: string } {
  const open: number[] = [];
  let source = '';
  for (const token of tokens) {
    switch (token.kind) {
      case 'wrong':
        return { wrong: token.why };
      case '{':
        open.push(token.at);
        source += '(?:';
        break;
      case ',':
        source += open.length > 0 ? '|' : ',';
        break;
      case '}':
        if (open.pop() === undefined) return { wrong: `the \`}\` at character ${token.at} closes nothing` };
        source += ')';
        break;
      default:
        source += token.source;
    }
  }
  return open.length > 0 ? { wrong: `the \`{\` at character ${open.at(-1)} is not closed` } : { source };
}

/** The expression that matches this character literally. */
function exactly(char: string): string {
  return `\\x{${codePoint(char).toString(16)}}`;
}

function codePoint(char: string): number {
  return Number(char.codePointAt(0));
}
