/** Requests to an API server, as plain as tests want them: no retries, no interpretation. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { readJson, type Json } from '../../../lib/sandbox/json.ts';

/** What is sent. */
interface ApiRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** None: no Authorization header. */
  readonly token?: string | undefined;
  readonly body?: string | undefined;
}

/** What came back. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws where it is none. */
  json(): Json;
}

/** One server under kept connections. */
export interface ApiClient {
  send(path: string, request?: ApiRequest): Promise<ApiAnswer>;
  close(): void;
}

/** `ca` is PEM; a server with another certificate is an error. */
export function apiClient(url: string, ca: string): ApiClient {
  const agent = new Agent({ keepAlive: true, ca });
  return {
    send: async (path, { method = 'GET', headers, token, body } = {}) => {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await exchange(
        request(url + path, { agent, method, headers: { ...authorization, ...headers } }),
        body,
      );
      const whole = await text(response);
      return {
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: whole,
        json: () => readJson(whole),
      };
    },
    close: () => {
      agent.destroy();
    },
  };
}

function exchange(sent: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', resolve);
    sent.end(body);
  });
}
