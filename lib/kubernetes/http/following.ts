/** A transport to a cluster that may move: its address, its CA, or it altogether. */
import { asFault, type Fault } from '../../core/fault.ts';
import type { FaultReason } from '../../core/reason.ts';
import type { Answer } from './answer.ts';
import type { Connection } from './connection.ts';
import type { Received } from './exchange.ts';
import type { Wanted } from './kept.ts';
import { isPassing } from './retry.ts';
import { faultOf, isAbsent } from './status.ts';
import { openTransport, type Request, type Transport } from './transport.ts';

/** Faults that the way to a cluster has when it leads to where the cluster was. */
const STALE: ReadonlySet<FaultReason> = new Set([
  'NoSuchHost',
  'Unreachable',
  'ConnectTimeout',
  'ExpiredCertificate',
  'WrongCertificateName',
  'UntrustedCertificate',
  'Unauthorized',
  'UnexpectedAnswer',
]);

interface Way {
  readonly connection: Connection;
  readonly transport: Transport;
}

/**
 * Sends requests over the connection that `connect` gives; one that fails as it would at a cluster that moved has
 * `connect` asked anew (`renew`), and where that leads elsewhere it is sent again there, a PATCH too: its `test`
 * operations refuse a second application. Connections to where a cluster was are left to end by themselves: another
 * event may be using them.
 */
export function followingTransport(connect: (wanted: Wanted) => Promise<Connection>): Transport {
  let way: Way | undefined;
  const carriers = new WeakMap<Received, Transport>();
  const wayFor = async (wanted: Wanted): Promise<Way> => {
    const connection = await connect(wanted);
    if (way === undefined || !leadsTheSame(way.connection, connection))
      way = { connection, transport: openTransport(connection) };
    return way;
  };
  const firstWay = async (signal: AbortSignal): Promise<Way> => {
    try {
      return await wayFor({ renew: false, signal });
    } catch (thrown) {
      // That nobody can say where the cluster is now does not mean that it has moved.
      if (way !== undefined && isPassing(asFault(thrown))) return way;
      throw thrown;
    }
  };
  const sent = async <T>(signal: AbortSignal, send: (transport: Transport) => Promise<T>): Promise<T> => {
    const first = await firstWay(signal);
    try {
      return await send(first.transport);
    } catch (thrown) {
      const fault = asFault(thrown);
      if (!STALE.has(fault.reason)) throw fault;
      // Another request may have found the cluster's new place in the meantime.
      const second = await wayAfter(fault, () => wayFor({ renew: way === first, signal }));
      if (second === first) throw fault;
      return send(second.transport);
    }
  };
  return {
    stream: (request) =>
      sent(request.signal, async (transport) => {
        const received = await streamed(transport, request);
        carriers.set(received, transport);
        return received;
      }),
    json: (request) => sent(request.signal, async (transport) => answered(await transport.json(request))),
    answer: async (request, received) => {
      const transport = carriers.get(received) ?? (await firstWay(request.signal)).transport;
      return transport.answer(request, received);
    },
    close: () => way?.transport.close(),
  };
}

async function wayAfter(fault: Fault, find: () => Promise<Way>): Promise<Way> {
  try {
    return await find();
  } catch (thrown) {
    const other = asFault(thrown);
    // That the cluster is gone says more than that it cannot be reached; that nobody could tell says less.
    throw isPassing(other) || other.reason === 'OutOfTime' ? fault : other;
  }
}

function leadsTheSame(a: Connection, b: Connection): boolean {
  return a === b || (a.server.href === b.server.href && JSON.stringify(a.tls) === JSON.stringify(b.tls));
}

// What is behind a former address may well speak HTTP, and know nothing of our path.
const OF_AN_API_SERVER = /^(?:application\/(?:json|vnd\.kubernetes)|text\/plain)/;

async function streamed(transport: Transport, request: Request): Promise<Received> {
  const received = await transport.stream(request);
  const { status, headers } = received;
  const isOfAnyServer = status < 400 || status === 404;
  if (!isOfAnyServer || OF_AN_API_SERVER.test(headers['content-type'] ?? '')) return received;
  throw faultOf(await transport.answer(request, received));
}

function answered(answer: Answer): Answer {
  if (answer.status === 404 && !isAbsent(answer)) throw faultOf(answer);
  return answer;
}
