/** Reads a list while it arrives, item by item: the interface for JSON and protobuf. */

/** An item of the list. */
export type ListedItem =
  /** `value` is any JSON value, including null and numbers. */
  | { readonly index: number; readonly value: unknown }
  /** The item cannot be read; the other items can. */
  | { readonly index: number; readonly unreadable: string };

/** The result after the last byte. */
export interface ListEnd {
  /** The number of all items, including those that were not passed on. */
  readonly scanned: number;
  /** The token of the next page; empty if there is none. */
  readonly continue: string;
}

/** Receives an item; a returned promise is awaited before the next one. */
export type TakeItem = (item: ListedItem) => Promise<void> | undefined;

export interface ListReader {
  /** The media type to request. */
  readonly accept: string;
  /**
   * Passes on each item as soon as it is complete, and keeps none.
   *
   * With `mentions`, an ASCII text, objects that do not contain it literally are only counted. Kubernetes does not escape
   * characters of image references.
   * @throws UpdaterError `CutStream` if the list ends early, `UnexpectedAnswer` if it is not a list.
   */
  readonly read: (chunks: AsyncIterable<Buffer>, take: TakeItem, mentions?: string) => Promise<ListEnd>;
}
