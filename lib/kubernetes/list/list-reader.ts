/** Reading a list while it arrives, item by item: what JSON and protobuf have in common. */

/** One item, as it stands in the list. */
export type ListedItem =
  /** `value` is whatever the item says, null and numbers included. */
  | { readonly index: number; readonly value: unknown }
  /** The item cannot be read; its neighbours can. */
  | { readonly index: number; readonly unreadable: string };

/** What is known once the last byte has been read. */
export interface ListEnd {
  /** All items, those that were not handed over included. */
  readonly scanned: number;
  /** Where the next page begins; empty where there is none. */
  readonly continue: string;
}

/** Takes an item; what it gives back is waited for before the next one. */
export type TakeItem = (item: ListedItem) => Promise<void> | undefined;

export interface ListReader {
  /** The media type to ask for. */
  readonly accept: string;
  /**
   * Hands over each item as soon as its last byte is there, and keeps none.
   *
   * With `mentions`, an ASCII text, objects that do not contain it as it is written there are only counted.
   * Kubernetes escapes none of the characters that image references are made of.
   * @throws UpdaterError `CutStream` where the list ends early, `UnexpectedAnswer` where it is no list.
   */
  readonly read: (chunks: AsyncIterable<Buffer>, take: TakeItem, mentions?: string) => Promise<ListEnd>;
}
