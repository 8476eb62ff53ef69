/** What the list has of a reason, and how its placeholders are filled. */

/** What kind of answer a reason is; only `transient` asks for a redelivery. */
export type ReasonKind = 'skip' | 'ignored' | 'malformed' | 'limit' | 'failed' | 'transient';

/** Placeholders of remedies and commands, written `{PROJECT}`, in whose place a fault puts what it knows. */
export const TERMS = [
  'PROJECT',
  'LOCATION',
  'CLUSTER',
  'MEMBER',
  'ACCOUNT',
  'SERVICE',
  'TOPIC',
  'SUBSCRIPTION',
  'IMAGE',
  'TIME',
] as const;

type Term = (typeof TERMS)[number];

/** What a fault knows: checked names, safe in a shell. */
export type Terms = Readonly<Partial<Record<Term, string>>> & {
  /** What the command needs in this very case, after all else, such as `--unpinned`. */
  readonly options?: string;
};

/** A line for a shell, which can be pasted once it is filled. */
export interface Command {
  readonly text: string;
  /** Its placeholders: the command is shown only where the fault knows each of them. */
  readonly needs: readonly Term[];
}

export interface ReasonText {
  readonly kind: ReasonKind;
  /** What is the case, one sentence. */
  readonly message: string;
  /** What a person can do about it. A placeholder that the fault does not know stays a word for the reader to replace. */
  readonly remedy: string;
  /** What a caller of the HTTP API can do about it, where that is something else. */
  readonly remedyOverHttp?: string;
  /** The command that does it, or shows what there is. */
  readonly command?: Command;
}

/** The reasons of one owner. */
export type ReasonList = Readonly<Record<string, ReasonText>>;

/** The text with what is known in place of `{PROJECT}` and the like; what is not known stays a bare word: `PROJECT`. */
export function fillIn(text: string, terms: Terms): string {
  return text.replaceAll(PLACEHOLDER, (_, word: string) => termValue(word, terms) ?? word);
}

const PLACEHOLDER = new RegExp(`\\{(${TERMS.join('|')})\\}`, 'g');

function termValue(word: string, terms: Terms): string | undefined {
  return Object.entries(terms).find(([term]) => term === word)?.[1];
}
