/** Which lists an API server gives without holding them whole in its memory. */
import { Fault } from '../../core/fault.ts';
import { objectOr } from '../../core/json.ts';
import { unlessPassing } from '../http/status.ts';
import type { Transport } from '../http/transport.ts';

// Kubernetes 1.33 brought StreamingCollectionEncodingToJSON and …ToProtobuf.
const STREAMS_SINCE = { major: 1, minor: 33 } as const;

// Answers, not requests under way: one event's signal must not end another event's question.
const known = new WeakMap<Transport, boolean>();

/** Whether the server encodes lists item by item. Asked once per transport; a server that does not say is an old one. */
export async function streamsLists(transport: Transport, signal: AbortSignal): Promise<boolean> {
  const answer = known.get(transport) ?? (await ask(transport, signal));
  known.set(transport, answer);
  return answer;
}

async function ask(transport: Transport, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = unlessPassing(await transport.json({ method: 'GET', path: '/version', signal }));
    return answer.status === 200 && isSince(answer.body);
  } catch (error) {
    if (error instanceof Fault && error.reason === 'UnexpectedAnswer') return false;
    throw error;
  }
}

function isSince(version: unknown): boolean {
  const { major, minor } = objectOr(version);
  // Some distributions write the minor version as `36+`.
  const [first, second] = [major, minor].map((part) => Number.parseInt(String(part), 10));
  if (first === undefined || second === undefined) return false;
  return first > STREAMS_SINCE.major || (first === STREAMS_SINCE.major && second >= STREAMS_SINCE.minor);
}
