/**
 * What can be between the updater and an API server: a proxy that ends TLS, passes requests on, and does to each exchange
 * what the test says.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { breakOff } from '../../../../lib/sandbox/stream.ts';
import { listen } from '../../../support/local-server.ts';
import { selfSigned } from '../../../support/tls-certificate.ts';

/** A request as it reaches the proxy. */
export interface Passing {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly token: string | undefined;
  /** Whether the connection has carried a request before. */
  readonly reused: boolean;
}

/** What becomes of an exchange. */
export type Interference =
  | { readonly type: 'pass' }
  /** The connection ends, and the API server hears nothing. */
  | { readonly type: 'drop' }
  /** The API server answers, and the connection ends before a byte of that. */
  | { readonly type: 'lose' }
  /** So many bytes of the answer's head come through. */
  | { readonly type: 'cutHead'; readonly bytes: number }
  /** The head comes through, and the body up to a place; it ends broken off, or as if it were whole. */
  | {
      readonly type: 'cut';
      readonly at: (body: Buffer) => number;
      readonly end: 'broken' | 'clean';
      /** The place is one of the compressed body, where the server compresses it; else it is not asked to. */
      readonly compressed?: true;
    };

/** An exchange that is over. */
interface Passed extends Passing {
  /** The API server's; 0 where it gave no answer. */
  readonly status: number;
  readonly retryAfter: string | undefined;
}

export interface InterferingProxy {
  readonly url: URL;
  /** Of its certificate, PEM. */
  readonly ca: string;
  /** All exchanges, by the time of their end. */
  readonly passed: readonly Passed[];
  close(): Promise<void>;
}

/** Starts one before the server at `url`. `interferenceWith` is asked for each request, and may take its time. */
export async function startInterferingProxy(
  upstream: { readonly url: string; readonly ca: string },
  interferenceWith: (passing: Passing) => Interference | Promise<Interference>,
): Promise<InterferingProxy> {
  const certificate = selfSigned();
  const passed: Passed[] = [];
  const agent = new Agent({ keepAlive: true, ca: upstream.ca });
  const used = new WeakSet<Socket>();
  const server = createServer({ ...certificate, keepAliveTimeout: 60_000 }, (request, response) => {
    const passing = passingOf(request, used.has(request.socket));
    used.add(request.socket);
    const pass = async () => {
      const interference = await interferenceWith(passing);
      if (interference.type === 'drop') return request.socket.destroy();
      const compressed = interference.type !== 'cut' || interference.compressed === true;
      const answer = await exchange(upstream.url, agent, request, compressed);
      passed.push({ ...passing, status: answer.status, retryAfter: answer.headers['retry-after'] });
      return send(response, answer, interference);
    };
    pass().catch(() => {
      passed.push({ ...passing, status: 0, retryAfter: undefined });
      request.socket.destroy();
    });
  });
  const port = await listen(server);
  return {
    url: new URL(`https://127.0.0.1:${port}`),
    ca: certificate.cert,
    passed,
    close: async () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function passingOf({ method = '', url = '', headers }: IncomingMessage, reused: boolean): Passing {
  const [path = ''] = url.split('?');
  return { method, path, token: headers.authorization?.replace(/^Bearer /, ''), reused };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function exchange(
  url: string,
  agent: Agent,
  incoming: IncomingMessage,
  compressed: boolean,
): Promise<Answer> {
  const body = await text(incoming);
  const { method, headers: asked } = incoming;
  const headers = compressed ? asked : { ...asked, 'accept-encoding': 'identity' };
  const sent = httpsRequest(url + (incoming.url ?? ''), { agent, method, headers: { ...headers, host: '' } });
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.end(body);
  });
}

async function send(
  response: ServerResponse,
  answer: Answer,
  interference: Exclude<Interference, { type: 'drop' }>,
) {
  const { status, headers, body } = answer;
  switch (interference.type) {
    case 'pass':
      response.writeHead(status, headers).end(body);
      return;
    case 'lose':
      response.socket?.destroy();
      return;
    case 'cutHead':
      response.socket?.end(
        `HTTP/1.1 ${status} OK\r\nContent-Type: ${headers['content-type']}\r\n`.slice(0, interference.bytes),
      );
      return;
    case 'cut': {
      // Not the length that the whole has: only what the answer says of itself tells that it was cut.
      const { 'content-length': _, ...others } = headers;
      response.writeHead(status, others);
      response.write(body.subarray(0, interference.at(body)));
      if (interference.end === 'clean') response.end();
      else await breakOff(response);
    }
  }
}
