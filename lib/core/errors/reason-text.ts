/** The texts of a reason, and how their placeholders are filled. */

/** The kind of a reason; only `transient` requests a redelivery. */
export type ReasonKind = 'skip' | 'ignored' | 'malformed' | 'limit' | 'failed' | 'transient';

/** Placeholders of remedies and commands, written `{PROJECT}`. An error replaces those whose names it knows. */
export const TERMS = [
  'PROJECT',
  'LOCATION',
  'CLUSTER',
  'REPOSITORY',
  'MEMBER',
  'ACCOUNT',
  'SERVICE',
  'TOPIC',
  'SUBSCRIPTION',
  'IMAGE',
  'TIME',
] as const;

type Term = (typeof TERMS)[number];

/** Names that an error knows: validated, and safe in a shell. */
export type Terms = Readonly<Partial<Record<Term, string>>> & {
  /** Further options of the command in this case, such as `--unpinned`. */
  readonly options?: string;
};

/** A shell command, which can be pasted after its placeholders are filled. */
export interface Command {
  readonly text: string;
  /** Its placeholders: the command is shown only if the error knows all of them. */
  readonly needs: readonly Term[];
}

export interface ReasonText {
  readonly kind: ReasonKind;
  /** The situation, in one or two sentences. */
  readonly message: string;
  /** What a person can do. A placeholder that the error does not know remains a word in capitals. */
  readonly remedy: string;
  /** What a caller of the HTTP API can do, if that differs. */
  readonly remedyOverHttp?: string;
  /** The command that fixes it, or lists what exists. */
  readonly command?: Command;
}

/** The reasons of one owner. */
export type ReasonList = Readonly<Record<string, ReasonText>>;

/** Replaces placeholders such as `{PROJECT}` by known names; an unknown one becomes the bare word `PROJECT`. */
export function fillIn(text: string, terms: Terms): string {
  return text.replaceAll(PLACEHOLDER, (_, word: string) => termValue(word, terms) ?? word);
}

const PLACEHOLDER = new RegExp(`\\{(${TERMS.join('|')})\\}`, 'g');

function termValue(word: string, terms: Terms): string | undefined {
  return Object.entries(terms).find(([term]) => term === word)?.[1];
}
