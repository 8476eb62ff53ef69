/** Replays a file: reads chunks and publishes batches, a few of them concurrently; never keeps the whole file in memory. */
import { EntryReader, type FileEntry } from './event-file.ts';
import type { Planned } from './replay-outcome.ts';
import { publishPlanned, type Replay } from './publish-planned.ts';

export interface EventReplay extends Replay {
  readonly plan: (entry: FileEntry) => Planned;
  /** When it aborts, no more is read; messages in flight are finished. */
  readonly signal: AbortSignal;
}

const BATCHES_AT_ONCE = 4;

/**
 * Resolves to the last settled line, when every entry that was read is settled. Rejects if the file cannot be read, after
 * the entries before are settled.
 */
export async function replayEvents(
  pieces: AsyncIterable<Uint8Array>,
  replay: EventReplay,
): Promise<{ readonly lastLine: number }> {
  const reader = new EntryReader();
  const batches = createBatches(replay);
  try {
    for await (const piece of pieces) {
      if (replay.signal.aborted) break;
      await batches.add(reader.read(piece));
    }
    if (!replay.signal.aborted) await batches.add(reader.end());
  } catch (thrown) {
    // An interrupted stream ends with an error of its own.
    if (!replay.signal.aborted) throw thrown;
  } finally {
    await batches.settled();
  }
  return { lastLine: batches.lastLine() };
}

interface Batches {
  /** Waits while too many batches are in flight. */
  readonly add: (entries: readonly FileEntry[]) => Promise<void>;
  readonly settled: () => Promise<void>;
  readonly lastLine: () => number;
}

function createBatches({ plan, onOutcome, ...how }: EventReplay): Batches {
  const underWay = new Set<Promise<void>>();
  let lastLine = 0;
  const replay = async (entries: readonly FileEntry[]): Promise<void> => {
    const outcomes = await publishPlanned(entries.map(plan), how);
    outcomes.forEach(onOutcome);
  };
  return {
    add: async (entries) => {
      if (entries.length === 0) return;
      lastLine = entries.at(-1)?.line ?? lastLine;
      const batch = replay(entries).finally(() => underWay.delete(batch));
      underWay.add(batch);
      if (underWay.size >= BATCHES_AT_ONCE) await Promise.race(underWay);
    },
    settled: async () => void (await Promise.all(underWay)),
    lastLine: () => lastLine,
  };
}
