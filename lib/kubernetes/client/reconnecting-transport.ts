/** A transport to a cluster that may move: its address, its CA, or it altogether. */
import { asFault, type Fault } from '../../core/errors/fault.ts';
import type { FaultReason } from '../../core/errors/reason.ts';
import { readAnswer, type Answer } from './response.ts';
import type { Connection } from './connection.ts';
import type { Received } from './exchange.ts';
import type { Wanted } from '../../async/cached-value.ts';
import { isPassing } from '../../async/retry.ts';
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

/**
 * Sends requests over the connection that `connect` gives; one that fails as it would at a cluster that moved has
 * `connect` asked anew (`renew`), and where that leads elsewhere it is sent again there, a PATCH too: its `test`
 * operations refuse a second application. Connections to where a cluster was are left to end by themselves: another
 * event may be using them.
 */
export function followingTransport(connect: Connect): Transport {
  const route = new Route(connect);
  return {
    stream: (request) => sent(route, request, streamed),
    json: (request) => sent(route, request, answered),
    close: () => route.close(),
  };
}

async function sent<T>(
  route: Route,
  request: Request,
  send: (transport: Transport, request: Request) => Promise<T>,
): Promise<T> {
  const first = await route.begin(request.signal);
  try {
    return await send(first.transport, request);
  } catch (thrown) {
    const fault = asFault(thrown);
    if (!STALE.has(fault.reason)) throw fault;
    const second = await route.goOn(first, fault, request.signal);
    if (second === first) throw fault;
    return send(second.transport, request);
  }
}

type Connect = (wanted: Wanted) => Promise<Connection>;

interface Way {
  readonly connection: Connection;
  readonly transport: Transport;
}

/** The latest way to a cluster; a new one only where it leads elsewhere. */
class Route {
  readonly #connect: Connect;
  #way: Way | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** The way for a request. */
  async begin(signal: AbortSignal): Promise<Way> {
    try {
      return await this.#find({ renew: false, signal });
    } catch (thrown) {
      // That nobody can say where the cluster is now does not mean that it has moved.
      if (this.#way !== undefined && isPassing(asFault(thrown))) return this.#way;
      throw thrown;
    }
  }

  /** The way after one on which a request failed; the same where the cluster has not moved. */
  async goOn(failed: Way, fault: Fault, signal: AbortSignal): Promise<Way> {
    try {
      // Another request may have found the cluster's new place in the meantime.
      return await this.#find({ renew: this.#way === failed, signal });
    } catch (thrown) {
      const other = asFault(thrown);
      // That the cluster is gone says more than that it cannot be reached; that nobody could tell says less.
      throw isPassing(other) || other.reason === 'OutOfTime' ? fault : other;
    }
  }

  close(): void {
    this.#way?.transport.close();
  }

  async #find(wanted: Wanted): Promise<Way> {
    const connection = await this.#connect(wanted);
    if (this.#way === undefined || !leadsTheSame(this.#way.connection, connection))
      this.#way = { connection, transport: openTransport(connection) };
    return this.#way;
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
  throw faultOf(await readAnswer(received));
}

async function answered(transport: Transport, request: Request): Promise<Answer> {
  const answer = await transport.json(request);
  if (answer.status === 404 && !isAbsent(answer)) throw faultOf(answer);
  return answer;
}
