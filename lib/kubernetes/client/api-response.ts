/** An answer of an API server, read whole: a small one, or an error where a long one was asked for. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { parseJson } from '../../core/text/json.ts';
import type { StreamedResponse } from './exchange.ts';
import { collectReadBuffers } from './read-buffers.ts';
import { statusFromProtobuf } from '../protobuf/decode-status.ts';

export interface ApiResponse {
  readonly status: number;
  /** The JSON of the body, or a Status that came as protobuf; undefined for anything else. */
  readonly body: unknown;
  readonly text: string;
  /** The header of this name, unparsed. */
  readonly retryAfter: string | undefined;
  /** Method and address of the request, for messages. */
  readonly request: string;
}

/**
 * Reads the body to its end.
 * @throws UpdaterError `UnexpectedAnswer` where it is larger than it may be; `Unreachable` where it was cut, also where
 * whoever cut it ended it in good order: then it says that it is JSON, and is none.
 */
export async function readResponse(received: StreamedResponse): Promise<ApiResponse> {
  const bytes = await readBytes(received);
  const text = bytes.toString();
  const body = statusFromProtobuf(bytes) ?? parseJson(text);
  const { status, headers, request } = received;
  if (body === undefined && saysJson(received) && (status < 400 || text !== ''))
    throw new UpdaterError(
      'Unreachable',
      `${request}: expected a whole JSON document, got ${text.length} characters that end too early`,
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
