/** curl in front of the updater: an address that it serves, credentials, and a body that it takes. */
import { parseArgs } from 'node:util';
import { decodePush } from '../../../lib/core/event/decode-push.ts';
import { readRequest } from '../../../lib/core/event/read-delivery.ts';
import { readUpdateRequest } from '../../../lib/http/update-request.ts';

/** What the words say. */
export interface CurlRequest {
  readonly url: URL;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const READ_ONLY: ReadonlySet<string> = new Set([
  '/',
  '/doc/',
  '/health',
  '/metrics',
  '/openapi.json',
  '/ready',
]);

/** Throws what curl, or the updater, would refuse. */
export function curl(words: readonly string[]): void {
  const { url, headers, body } = readCurl(words);
  const { pathname: path } = url;
  if (READ_ONLY.has(path)) return;
  const bytes = new TextEncoder().encode(body);
  if (path === '/api/update') {
    if (!('authorization' in headers || 'x-api-key' in headers))
      throw new Error('expected credentials, got none');
    readUpdateRequest(bytes, url.searchParams, []);
    return;
  }
  if (!/^\/projects\/[^/]+\/topics\/[^/]+$/.test(path))
    throw new Error(`expected a path of the updater, got ${path}`);
  const request = { path, headers, body: bytes, receivedAt: Date.now() };
  const settings = { aliases: [], repositories: [], ignoreTags: [], ownTopics: [] };
  const decoded = decodePush(readRequest(request, { ...settings, trusted: 'all' }), settings);
  if ('reason' in decoded) throw new Error(`expected a push, got ${decoded.reason}: ${decoded.detail}`);
}

/** Reads them as curl does, as far as pages use it. */
export function readCurl(words: readonly string[]): CurlRequest {
  const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options: OPTIONS });
  const { header = [], json, data = json ?? '' } = values;
  const headers = header.map((line): [string, string] => {
    const [, name = '', value = ''] = /^([\w-]+): (.+)$/.exec(line) ?? [];
    return [name.toLowerCase(), value];
  });
  const [address = ''] = positionals;
  return {
    url: new URL(/^https?:/.test(address) ? address : `http://${address}`),
    headers: {
      ...Object.fromEntries(headers),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    body: data,
  };
}

const OPTIONS = {
  data: { type: 'string', short: 'd' },
  fail: { type: 'boolean', short: 'f' },
  header: { type: 'string', short: 'H', multiple: true },
  include: { type: 'boolean', short: 'i' },
  json: { type: 'string' },
  silent: { type: 'boolean', short: 's' },
} as const;
