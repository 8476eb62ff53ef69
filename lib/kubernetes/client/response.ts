/** An answer of an API server, read whole: a small one, or an error where a long one was asked for. */
import { Fault } from '../../core/errors/fault.ts';
import { parseJson } from '../../core/text/json.ts';
import type { Received } from './exchange.ts';
import { sweeping } from './read-buffers.ts';
import { statusFromProtobuf } from '../protobuf/status.ts';

export interface Answer {
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
 * @throws Fault `UnexpectedAnswer` where it is larger than it may be; `Unreachable` where it was cut, also where
 * whoever cut it ended it in good order: then it says that it is JSON, and is none.
 */
export async function readAnswer(received: Received): Promise<Answer> {
  const bytes = await readBytes(received);
  const text = bytes.toString();
  const body = statusFromProtobuf(bytes) ?? parseJson(text);
  const { status, headers, request } = received;
  if (body === undefined && saysJson(received) && (status < 400 || text !== ''))
    throw new Fault('Unreachable', `${request}: the answer ends after ${text.length} characters of JSON`);
  return { status, body, text, retryAfter: headers['retry-after'], request };
}

function saysJson({ headers }: Received): boolean {
  return headers['content-type']?.startsWith('application/json') ?? false;
}

async function readBytes({ body, request, bodyBytes }: Received): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of sweeping(body)) {
    size += chunk.length;
    if (size > bodyBytes)
      throw new Fault('UnexpectedAnswer', `${request}: the answer is larger than ${bodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
