/** A complete response of an API server: a small one, or an error in response to a list request. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { parseJson } from '../../core/text/json.ts';
import type { StreamedResponse } from './exchange.ts';
import { collectReadBuffers } from './read-buffers.ts';
import { statusFromProtobuf } from '../protobuf/decode-status.ts';

export interface ApiResponse {
  readonly status: number;
  /** The parsed JSON body, or a Status in protobuf; undefined for anything else. */
  readonly body: unknown;
  readonly text: string;
  /** The raw header with this name. */
  readonly retryAfter: string | undefined;
  /** Method and address of the request, for messages. */
  readonly request: string;
}

/**
 * Reads the body to its end.
 * @throws UpdaterError `UnexpectedAnswer` if it exceeds the limit; `Unreachable` if it is truncated, also by a proxy that ends
 * it properly: then it is declared as JSON, but cannot be parsed.
 */
export async function readResponse(received: StreamedResponse): Promise<ApiResponse> {
  const bytes = await readBytes(received);
  const text = bytes.toString();
  const body = statusFromProtobuf(bytes) ?? parseJson(text);
  const { status, headers, request } = received;
  if (body === undefined && saysJson(received) && (status < 400 || text !== ''))
    throw new UpdaterError(
      'Unreachable',
      `${request}: expected a complete JSON document, got ${text.length} characters of one`,
    );
  return { status, body, text, retryAfter: headers['retry-after'], request };
}

function saysJson({ headers }: StreamedResponse): boolean {
  return headers['content-type']?.startsWith('application/json') ?? false;
}

async function readBytes({ body, request, bodyBytes }: StreamedResponse): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of collectReadBuffers(body)) {
    size += chunk.length;
    if (size > bodyBytes)
      throw new UpdaterError('UnexpectedAnswer', `${request}: expected at most ${bodyBytes} bytes, got more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
