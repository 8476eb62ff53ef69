/** Lists as a real API server (1.36.3) answered them; `test/e2e/cluster/record-lists.ts` recorded them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BUILT_IN_KINDS, type Kind } from '../../../lib/core/workload/kind.ts';

export interface Recorded {
  readonly kind: Kind;
  readonly protobuf: Buffer;
  readonly json: Buffer;
}

export const RECORDED: readonly Recorded[] = BUILT_IN_KINDS.map((kind) => ({
  kind,
  protobuf: recording(`${kind.plural}.pb`),
  json: recording(`${kind.plural}.json`),
}));

/** The bytes of one recording, by its file name. */
export function recording(name: string): Buffer {
  return readFileSync(path.join(import.meta.dirname, 'recorded', name));
}

/** The bytes in chunks that end at these places. */
export async function* inChunks(
  bytes: Buffer,
  ...ends: readonly number[]
): AsyncGenerator<Buffer, void, undefined> {
  let from = 0;
  for (const end of [...ends.toSorted((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, end);
    from = Math.max(from, end);
  }
}
