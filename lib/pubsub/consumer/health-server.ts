/**
 * The endpoints for probes of Kubernetes, over plain HTTP:
 *
 *     GET /health  200 until it drains, then 503; 200 also if Pub/Sub is unreachable: a restart would not help
 *     GET /ready   200 while it pulls and Pub/Sub responds, else 503
 *
 *     GET /metrics only with metrics
 *
 * The body of the first two is the snapshot, as JSON.
 */
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestTarget } from '../../core/names/request-target.ts';
import type { ConsumerStatus, ConsumerState } from './pull-loop.ts';

export interface HealthServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface HealthOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Default: all interfaces, because probes do not come from loopback. */
  readonly host: string | undefined;
  readonly now: () => ConsumerStatus;
  /** Undefined: no metrics are served. */
  readonly metrics?: MetricsPage | undefined;
}

/** Metrics in the format of Prometheus. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: () => Promise<string>;
}

/** The states in which a path answers with 200. */
const WELL: Readonly<Record<string, readonly ConsumerState[]>> = {
  '/health': ['starting', 'pulling', 'disconnected'],
  '/ready': ['pulling'],
};

/** Listens until it is closed. Rejects with Node's error if it cannot listen, for example because the port is in use. */
export async function openHealthServer({ port, host, ...answers }: HealthOptions): Promise<HealthServer> {
  const server = createServer(answering(answers));
  server.listen({ port, host });
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answering({ now, metrics }: Pick<HealthOptions, 'now' | 'metrics'>): RequestListener {
  return ({ url = '', method }, response) => {
    const [path = ''] = requestTarget(url)?.url.split('?') ?? [];
    if (path === '/metrics' && method === 'GET' && metrics !== undefined)
      return void answerMetrics(metrics, response);
    const well = Object.hasOwn(WELL, path) ? WELL[path] : undefined;
    if (well === undefined) return answer(response, 404, { error: 'GET /health or GET /ready' });
    if (method !== 'GET') return answer(response.setHeader('Allow', 'GET'), 405, { error: 'GET alone' });
    const snapshot = now();
    answer(response, well.includes(snapshot.state) ? 200 : 503, snapshot);
  };
}

async function answerMetrics({ contentType, text }: MetricsPage, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(await text());
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`);
}
