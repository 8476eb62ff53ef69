/** Lists: the objects of a page, and the chunks of its text. */
import { tokenAfter, writeToken, LATEST, readToken } from './continue-token.ts';
import type { CutPoint } from './fault-book.ts';
import { formatApiVersion, type Resource } from './resources.ts';
import { badRequest, expired, type FakeResponse } from './fake-response.ts';
import type { Store, Stored } from './store.ts';

/** The requested page. */
export interface ListRequest {
  readonly resource: Resource;
  readonly namespace?: string;
  /** Undefined: the whole list. */
  readonly limit?: number;
  readonly continueText?: string;
}

/** A part of a list, or all of it. */
export interface Page {
  readonly resourceVersion: number;
  readonly items: readonly Stored[];
  /** The token for the remaining objects, and their number. */
  readonly rest?: { readonly token: string; readonly count: number };
}

/** A chunk of the text of a list; `item` is the index of its item. */
export interface Piece {
  readonly text: Buffer;
  readonly item?: number;
}

/** Creates pages; all pages of a list are from the state at its first page. */
export class Pager {
  readonly #store: Store;
  readonly #snapshots = new Map<string, readonly Stored[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Expires all tokens, like a compaction of etcd. */
  expire(): void {
    this.#snapshots.clear();
  }

  page(request: ListRequest): Page | FakeResponse {
    if (request.continueText === undefined)
      return this.#cut(request, this.#store.revision, this.#now(request));
    const token = readToken(request.continueText);
    if ('invalid' in token) return badRequest(`invalid continue token: ${token.invalid}`);
    const latest = token.resourceVersion === LATEST;
    const objects = latest
      ? this.#now(request)
      : this.#snapshots.get(snapshotName(request, token.resourceVersion));
    if (objects === undefined) return expired(writeToken({ ...token, resourceVersion: LATEST }));
    const rest = objects.filter(({ key }) => relativeKey(request, key) >= token.start);
    return this.#cut(request, latest ? this.#store.revision : token.resourceVersion, rest);
  }

  #now({ resource, namespace }: ListRequest): readonly Stored[] {
    return this.#store.list(resource, namespace);
  }

  #cut(request: ListRequest, resourceVersion: number, objects: readonly Stored[]): Page {
    const { limit } = request;
    const last = limit === undefined ? undefined : objects[limit - 1];
    if (limit === undefined || last === undefined || limit === objects.length)
      return { resourceVersion, items: objects };
    this.#snapshots.set(snapshotName(request, resourceVersion), objects);
    const token = tokenAfter(relativeKey(request, last.key), resourceVersion);
    return {
      resourceVersion,
      items: objects.slice(0, limit),
      rest: { token, count: objects.length - limit },
    };
  }
}

function snapshotName({ resource, namespace }: ListRequest, resourceVersion: number): string {
  return [resource.group, resource.version, resource.plural, namespace ?? '', resourceVersion].join('/');
}

/** In the list of a namespace, keys are names. */
function relativeKey({ namespace }: ListRequest, key: string): string {
  return namespace === undefined ? key : key.slice(namespace.length + 1);
}

/** The text of a list, item by item. Built-in kinds end with the items, custom resources have them before the metadata. */
export function* pieces(resource: Resource, page: Page): Generator<Piece> {
  const [kind, apiVersion] = [
    JSON.stringify(`${resource.kind}List`),
    JSON.stringify(formatApiVersion(resource)),
  ];
  const custom = resource.custom === true;
  const metadata = JSON.stringify(custom ? customListMetadata(page) : listMetadata(page));
  const head = custom
    ? `{"apiVersion":${apiVersion},"items":[`
    : `{"kind":${kind},"apiVersion":${apiVersion},"metadata":${metadata},"items":[`;
  const tail = custom ? `],"kind":${kind},"metadata":${metadata}}\n` : ']}\n';
  yield { text: Buffer.from(head) };
  for (const [index, { item }] of page.items.entries()) {
    if (index > 0) yield { text: COMMA };
    yield { text: item, item: index };
  }
  yield { text: Buffer.from(tail) };
}

const COMMA = Buffer.from(',');

function listMetadata({ resourceVersion, rest }: Page): Readonly<Record<string, string | number>> {
  const more = rest === undefined ? {} : { continue: rest.token, remainingItemCount: rest.count };
  return { resourceVersion: String(resourceVersion), ...more };
}

/** In alphabetical order, with an empty `continue` on the last page. */
function customListMetadata({ resourceVersion, rest }: Page): Readonly<Record<string, string | number>> {
  return {
    continue: rest?.token ?? '',
    ...(rest === undefined ? {} : { remainingItemCount: rest.count }),
    resourceVersion: String(resourceVersion),
  };
}

/** The page with an inserted item, which may be any text. */
export function withItem(page: Page, at: number, text: string): Page {
  return { ...page, items: page.items.toSpliced(at, 0, { key: '', item: Buffer.from(text) }) };
}

/** The chunks up to the cut. */
export function* cut(whole: Iterable<Piece>, at: CutPoint): Generator<Piece> {
  let written = 0;
  for (const piece of whole) {
    const end = endWithin(piece, at, written);
    yield end === undefined ? piece : { ...piece, text: piece.text.subarray(0, end) };
    if (end !== undefined) return;
    written += piece.text.length;
  }
}

/** The position of the cut in the chunk, or undefined if it is not in this one. */
function endWithin({ text, item }: Piece, at: CutPoint, written: number): number | undefined {
  if ('afterBytes' in at) return written + text.length >= at.afterBytes ? at.afterBytes - written : undefined;
  if ('insideItem' in at) return item === at.insideItem ? Math.floor(text.length / 2) : undefined;
  return item === at.afterItem ? text.length : undefined;
}
