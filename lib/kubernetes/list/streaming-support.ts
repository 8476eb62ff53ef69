/** Whether an API server sends lists without keeping them in memory as a whole. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { objectOr } from '../../core/text/json.ts';
import { TIME_LIMITS } from '../../async/deadline.ts';
import { cachedUntilExpiry, type Expiring, type CacheRequest } from '../../async/cached-value.ts';
import { throwIfRetryable } from '../client/response-error.ts';
import type { Transport } from '../client/transport.ts';

// Kubernetes 1.33 introduced StreamingCollectionEncodingToJSON and …ToProtobuf.
const STREAMS_SINCE = { major: 1, minor: 33 } as const;

// A server may be upgraded while the process runs.
const OLD_FOR_MS = 600_000;

const knownSupport = new WeakMap<Transport, (request: CacheRequest) => Promise<boolean>>();

/**
 * Whether the server encodes lists item by item. Requested once per transport, shared by concurrent callers. A server that
 * hides its version counts as old.
 */
export function streamsLists(transport: Transport, signal: AbortSignal): Promise<boolean> {
  const answer = knownSupport.get(transport) ?? cachedUntilExpiry('GET /version', () => ask(transport));
  knownSupport.set(transport, answer);
  return answer({ forceRefresh: false, signal });
}

async function ask(transport: Transport): Promise<Expiring<boolean>> {
  return (await readSupport(transport)) ? { value: true } : { value: false, until: Date.now() + OLD_FOR_MS };
}

async function readSupport(transport: Transport): Promise<boolean> {
  // The request must not end with the event that started it, because others wait for it: it has the time limit of a cluster.
  const signal = AbortSignal.timeout(TIME_LIMITS.cluster);
  try {
    const response = throwIfRetryable(await transport.json({ method: 'GET', path: '/version', signal }));
    return response.status === 200 && isSince(response.body);
  } catch (error) {
    if (error instanceof UpdaterError && error.reason === 'UnexpectedAnswer') return false;
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
