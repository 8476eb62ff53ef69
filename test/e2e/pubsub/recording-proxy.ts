/** Stands between Pub/Sub and a function, passes everything on, and counts: what was delivered, and how it was answered. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { valueAt, parseJson, stringOr } from '../../../lib/core/text/json.ts';
import { closeServer, listen } from '../../support/local-server.ts';

/** One request that Pub/Sub sent. */
export interface Delivered {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Of the message, from the body or, unwrapped, from a header; empty where there is none. */
  readonly messageId: string;
  /** Undefined as long as there is no answer; 502 where nobody was there to answer. */
  readonly status: number | undefined;
  /** Which of all beginnings and ends it was, counted from 1: deliveries overlap where these say so. */
  readonly began: number;
  readonly ended: number | undefined;
}

export interface RecordingProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Oldest first. */
  readonly delivered: readonly Delivered[];
  readonly close: () => Promise<void>;
}

type Open = { -readonly [Key in keyof Delivered]: Delivered[Key] };

/** Opens one before the server at `url`. */
export async function startRecordingProxy(url: string): Promise<RecordingProxy> {
  const delivered: Open[] = [];
  let moment = 0;
  const take = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const { headers, url: place = '/' } = incoming;
    moment += 1;
    const said = { path: place, headers, body, messageId: idIn(incoming, body), began: moment };
    const open: Open = { ...said, status: undefined, ended: undefined };
    delivered.push(open);
    open.status = await passOn(`${url}${place}`, incoming, body, response);
    moment += 1;
    open.ended = moment;
  };
  const server = createServer((incoming, response) => {
    // Who goes away before the body has come has delivered nothing.
    take(incoming, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, delivered, close: () => closeServer(server) };
}

/** The status of the answer. Where the caller goes away, so does the request behind it. */
function passOn(
  url: string,
  { method, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<number> {
  return new Promise((resolve) => {
    // A connection of its own: one that was kept may belong to a function that was killed. The header `connection` is the
    // emulator's, `keep-alive`: with `close` the server ends the connection with its answer, and where a large body is
    // still on its way, that resets the connection and loses the answer.
    const onward = request(url, { method, headers, agent: false });
    onward.on('response', (answer) => {
      const { statusCode = 502 } = answer;
      response.writeHead(statusCode);
      answer.pipe(response);
      resolve(statusCode);
    });
    onward.on('error', () => {
      if (!response.headersSent) response.writeHead(502).end();
      resolve(502);
    });
    response.on('close', () => onward.destroy());
    onward.end(body);
  });
}

function idIn({ headers }: IncomingMessage, body: Buffer): string {
  const unwrapped = headers['x-goog-pubsub-message-id'];
  if (typeof unwrapped === 'string') return unwrapped;
  return stringOr(valueAt(parseJson(body.toString()), ['message', 'messageId']), '');
}
