/**
 * Lists the workloads of a kind, in a namespace or in all.
 *
 * One response with the whole list if the server encodes it item by item, else pages of a consistent snapshot. Why:
 * lib/decisions/whole-lists.md.
 */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { collectionPath, type Kind } from '../../core/workload/kind.ts';
import type { Workload } from '../../core/workload/workload.ts';
import type { ListEnd, TakeItem } from './list-reader.ts';
import { acceptFor, readerFor } from './list-readers.ts';
import { collectReadBuffers } from '../client/read-buffers.ts';
import { readResponse } from '../client/api-response.ts';
import { retry, type RetryOptions } from '../../async/retry.ts';
import { streamsLists } from './streaming-support.ts';
import { responseError, isAbsent } from '../client/response-error.ts';
import type { ApiRequest, Transport } from '../client/transport.ts';
import { KeptWorkloads, WorkloadGathering, type WorkloadSink } from './workload-gathering.ts';

export interface ListOptions extends RetryOptions {
  /** Default: all namespaces. */
  readonly namespace?: string;
  /** Only objects that contain this ASCII text are parsed; the others are counted. */
  readonly mentions?: string | undefined;
}

/** The result of reading a list. */
export interface ListResult {
  /** The number of all items. */
  readonly scanned: number;
  /** The number of invalid items. */
  readonly invalid: number;
  /** The first ten invalid items, printable. */
  readonly samples: readonly string[];
  /** The server does not have this kind; the list is empty. */
  readonly absent: boolean;
}

export interface WorkloadList extends ListResult {
  readonly workloads: readonly Workload[];
}

const PAGE = '500';

/**
 * Reads a list into a sink. A list that ends early, or whose pages expire, is read again from the start, with a new sink; the
 * result of the failed attempt is discarded.
 * @throws UpdaterError: `CutStream`, `Unreachable`, `Timeout`, `Throttled` or `ServerError` if they persist; `Unauthorized`,
 * `Forbidden`, `ForbiddenByFrontEnd`, `Refused`, `UnexpectedAnswer`, `OutOfTime`.
 */
export function listInto<S extends WorkloadSink>(
  transport: Transport,
  kind: Kind,
  open: () => S,
  options: ListOptions,
): Promise<ListResult & { readonly sink: S }> {
  return retry(async () => {
    const sink = open();
    try {
      return { ...(await listOnce(transport, kind, sink, options)), sink };
    } catch (thrown) {
      sink.drop?.();
      throw thrown;
    }
  }, options);
}

/** The matching workloads of a list. Default: all. Throws like {@link listInto}. */
export async function listWorkloads(
  transport: Transport,
  kind: Kind,
  options: ListOptions & { readonly wanted?: (workload: Workload) => boolean },
): Promise<WorkloadList> {
  const { sink, ...listing } = await listInto(
    transport,
    kind,
    () => new KeptWorkloads(options.wanted),
    options,
  );
  return { workloads: sink.workloads, ...listing };
}

async function listOnce(
  transport: Transport,
  kind: Kind,
  sink: WorkloadSink,
  options: ListOptions,
): Promise<ListResult> {
  const gathering = new WorkloadGathering(kind, sink);
  const limit: Record<string, string> = (await streamsLists(transport, options.signal))
    ? {}
    : { limit: PAGE };
  let scanned = 0;
  let token: string | undefined;
  while (token !== '') {
    const query: Record<string, string> = token === undefined ? limit : { ...limit, continue: token };
    const before = scanned;
    const take: TakeItem = (item) => gathering.take(item, before);
    const end = await readPage(transport, kind, { query, take }, options);
    if (end === undefined) return { scanned: 0, invalid: 0, samples: [], absent: true };
    scanned += end.scanned;
    token = end.continue;
  }
  const { odd, samples } = gathering;
  return { scanned, invalid: odd, samples, absent: false };
}

interface Page {
  readonly query: Readonly<Record<string, string>>;
  readonly take: TakeItem;
}

/** Undefined if the server does not have this kind. */
async function readPage(
  transport: Transport,
  kind: Kind,
  { query, take }: Page,
  { namespace, mentions, signal }: ListOptions,
): Promise<ListEnd | undefined> {
  const path = collectionPath(kind, namespace === undefined ? undefined : encodeURIComponent(namespace));
  const request: ApiRequest = { method: 'GET', path, query, accept: acceptFor(kind), signal };
  const received = await transport.stream(request);
  const reader = readerFor(kind, received.headers['content-type']);
  if (received.status === 200) return reader.read(collectReadBuffers(received.body), take, mentions);
  const response = await readResponse(received);
  if (kind.optional && isAbsent(response)) return undefined;
  const fault = responseError(response);
  throw response.status === 410 && 'continue' in query
    ? new UpdaterError('CutStream', fault.message, { cause: fault })
    : fault;
}
