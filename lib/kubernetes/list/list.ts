/**
 * Lists the workloads of one kind, in one namespace or everywhere.
 *
 * The whole list in one response where the server encodes it item by item, pages for older servers. Reads are
 * consistent: without `resourceVersion`, so that an answer knows of every change made before it was asked for.
 */
import { Fault } from '../../core/errors/fault.ts';
import { collectionPath, type Kind } from '../../core/workload/kind.ts';
import type { Workload } from '../../core/workload/workload.ts';
import type { ListEnd, TakeItem } from './list-reader.ts';
import { acceptFor, readerOf } from './list-readers.ts';
import { sweeping } from '../client/read-buffers.ts';
import { readAnswer } from '../client/response.ts';
import { retrying, type RetryOptions } from '../../async/retry.ts';
import { streamsLists } from './server-version.ts';
import { faultOf, isAbsent } from '../client/status.ts';
import type { Request, Transport } from '../client/transport.ts';
import { KeptWorkloads, WorkloadGathering, type WorkloadSink } from './workload-gathering.ts';

export interface ListOptions extends RetryOptions {
  /** All namespaces where not given. */
  readonly namespace?: string;
  /** Only objects that contain this ASCII text are read; the others are counted. */
  readonly mentions?: string | undefined;
}

/** What is known of a list once it was read. */
export interface Listing {
  /** All items of the list. */
  readonly scanned: number;
  /** Items that were read and are no such object. */
  readonly odd: number;
  /** The first ten of them, safe to print. */
  readonly oddities: readonly string[];
  /** The server does not have this kind; the list is empty. */
  readonly absent: boolean;
}

export interface WorkloadList extends Listing {
  readonly workloads: readonly Workload[];
}

const PAGE = '500';

/**
 * Reads a list into a sink. A list that breaks off, or whose pages expire, is begun again from its start, with a sink of
 * its own: what was gathered before is dropped with the attempt.
 * @throws Fault: `CutStream`, `Unreachable`, `Timeout`, `Throttled` or `ServerError` where that lasts;
 * `Unauthorized`, `Forbidden`, `ForbiddenByFrontEnd`, `Refused`, `UnexpectedAnswer`, `OutOfTime`.
 */
export function listInto<S extends WorkloadSink>(
  transport: Transport,
  kind: Kind,
  open: () => S,
  options: ListOptions,
): Promise<Listing & { readonly sink: S }> {
  return retrying(async () => {
    const sink = open();
    try {
      return { ...(await listOnce(transport, kind, sink, options)), sink };
    } catch (thrown) {
      sink.drop?.();
      throw thrown;
    }
  }, options);
}

/** The workloads of a list that are wanted; all where it is not said. Throws as {@link listInto}. */
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
): Promise<Listing> {
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
    if (end === undefined) return { scanned: 0, odd: 0, oddities: [], absent: true };
    scanned += end.scanned;
    token = end.continue;
  }
  const { odd, oddities } = gathering;
  return { scanned, odd, oddities, absent: false };
}

interface Page {
  readonly query: Readonly<Record<string, string>>;
  readonly take: TakeItem;
}

/** Undefined where the server does not have this kind. */
async function readPage(
  transport: Transport,
  kind: Kind,
  { query, take }: Page,
  { namespace, mentions, signal }: ListOptions,
): Promise<ListEnd | undefined> {
  const path = collectionPath(kind, namespace === undefined ? undefined : encodeURIComponent(namespace));
  const request: Request = { method: 'GET', path, query, accept: acceptFor(kind), signal };
  const received = await transport.stream(request);
  const reader = readerOf(kind, received.headers['content-type']);
  if (received.status === 200) return reader.read(sweeping(received.body), take, mentions);
  const answer = await readAnswer(received);
  if (kind.optional && isAbsent(answer)) return undefined;
  const fault = faultOf(answer);
  throw answer.status === 410 && 'continue' in query
    ? new Fault('CutStream', fault.message, { cause: fault })
    : fault;
}
