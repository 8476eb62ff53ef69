/** Which lists an API server gives without holding them whole in its memory. */
import { Fault } from '../../core/errors/fault.ts';
import { objectOr } from '../../core/text/json.ts';
import { BUDGETS } from '../../async/deadline.ts';
import { kept, type Lasting, type Wanted } from '../../async/cached-value.ts';
import { unlessPassing } from '../client/status.ts';
import type { Transport } from '../client/transport.ts';

// Kubernetes 1.33 brought StreamingCollectionEncodingToJSON and …ToProtobuf.
const STREAMS_SINCE = { major: 1, minor: 33 } as const;

// An old server may be upgraded while we run.
const OLD_FOR_MS = 600_000;

const known = new WeakMap<Transport, (wanted: Wanted) => Promise<boolean>>();

/**
 * Whether the server encodes lists item by item. Asked once per transport, by all who want to know at once
 * together; a server that does not say is an old one.
 */
export function streamsLists(transport: Transport, signal: AbortSignal): Promise<boolean> {
  const answer = known.get(transport) ?? kept('GET /version', () => ask(transport));
  known.set(transport, answer);
  return answer({ renew: false, signal });
}

async function ask(transport: Transport): Promise<Lasting<boolean>> {
  return (await says(transport)) ? { value: true } : { value: false, until: Date.now() + OLD_FOR_MS };
}

async function says(transport: Transport): Promise<boolean> {
  // One event's end must not end another's question: it has the time of a cluster, whoever asked first.
  const signal = AbortSignal.timeout(BUDGETS.cluster);
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
