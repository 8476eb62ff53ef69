/** The log of requests to a sandbox. */
import type { IncomingMessage } from 'node:http';

/** A request. */
export interface RequestRecord {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** All headers, with names in lower case. */
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The number of its socket, counted from 1. */
  readonly connection: number;
  /** Whether the socket was reused. */
  readonly reused: boolean;
  /** Undefined until there is a response, and if there never is one. */
  readonly status: number | undefined;
}

/** A record while its request is served. */
export type OpenRecord = { -readonly [Key in keyof RequestRecord]: RequestRecord[Key] };

/** The bearer token of a request, or undefined. */
export function readBearerHeader({ headers }: Pick<RequestRecord, 'headers'>): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}
