/** What a sandbox remembers of the requests it got. */
import type { IncomingMessage } from 'node:http';

/** One request. */
export interface RequestRecord {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names, all of them. */
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Which socket it came on, counted from 1. */
  readonly connection: number;
  /** Whether that socket had carried a request before. */
  readonly reused: boolean;
  /** Undefined as long as there is no answer; for good, where there never is one. */
  readonly status: number | undefined;
}

/** A record while its request is served. */
export type OpenRecord = { -readonly [Key in keyof RequestRecord]: RequestRecord[Key] };

/** The bearer token of a request, or undefined. */
export function readBearerHeader({ headers }: Pick<RequestRecord, 'headers'>): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}
