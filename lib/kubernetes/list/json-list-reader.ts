/** Lists as JSON: for custom resources, and for servers without protobuf. */
import { JsonListScan, type JsonListLimits } from './json-list-scan.ts';
import type { ListReader } from './list-reader.ts';

// An object has at most 1.5 MB in etcd, a token for the next page about a hundred bytes.
const LIMITS: JsonListLimits = { envelopeBytes: 1024 * 1024, itemBytes: 32 * 1024 * 1024 };

/** A reader that parses items one at a time, and omits their `managedFields` if possible. */
export function jsonListReader(limits: JsonListLimits = LIMITS): ListReader {
  return {
    accept: 'application/json',
    read: async (chunks, take, mentions) => {
      const list = new JsonListScan(take, mentions, limits);
      for await (const chunk of chunks) await list.feed(chunk);
      return list.end();
    },
  };
}
