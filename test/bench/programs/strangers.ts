/**
 * Strangers without credentials: `strangers.js <address>/<path> <scale as JSON>`. Each answer begins the abuse and gives
 * the number of its connections, once all of them have ended, however that was.
 */
import { Agent, request } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { objectOr, parseJson } from '../../../lib/core/text/json.ts';
import { answering } from './answering.ts';

const [url = '', text = ''] = process.argv.slice(2);
const scale = objectOr(parseJson(text));
const [connections, bodies] = [objectOr(scale['connections']), objectOr(scale['bodies'])];

/** Stops to wait for an answer after so many milliseconds. */
const PATIENCE_MS = 60_000;
/** Ends a body after so many milliseconds, whatever the others do. */
const GATHERING_MS = 15_000;
const PIECE = 1_000_000;

/** One body, of which no two copies are held. */
interface Body {
  readonly start: string;
  readonly piece: Uint8Array;
  readonly pieces: number;
  readonly end: string;
}

/** About as many bytes as asked for, of which most are one text. */
function push(bytes: number): Body {
  const piece = Buffer.alloc(PIECE, 'A');
  return { start: '{"message":{"data":"', piece, pieces: Math.ceil(bytes / PIECE), end: '"}}' };
}

/** About as many bytes as asked for, full of small objects. */
function smallObjects(bytes: number): Body {
  const piece = Buffer.from('{"a":1},'.repeat(PIECE / 8));
  return { start: '[', piece, pieces: Math.ceil(bytes / PIECE), end: '0]' };
}

/** A gzip of many equal members: all together inflate to as many bytes as asked for. */
function bomb(bytes: number): Body {
  const inflated = 10 * PIECE;
  const piece = gzipSync(Buffer.alloc(inflated, ' '), { level: 9 });
  return { start: '', piece, pieces: Math.ceil(bytes / inflated), end: '' };
}

/** The end is kept back until `ready` resolves. */
async function* piecesOf(
  { start, piece, pieces, end }: Body,
  ready: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start);
  for (let index = 0; index < pieces; index += 1) yield piece;
  await ready();
  yield Buffer.from(end);
}

interface Gathering {
  /** Counts one more, and resolves once all are there. */
  readonly arrive: () => Promise<void>;
}

/** All bodies are held by the process that reads them until the last is nearly whole; so much patience has a stranger. */
function gathering(count: number): Gathering {
  const all = Promise.withResolvers<void>();
  setTimeout(all.resolve, GATHERING_MS).unref();
  let missing = count;
  return {
    arrive: () => {
      missing -= 1;
      if (missing <= 0) all.resolve();
      return all.promise;
    },
  };
}

interface How {
  readonly encoding?: string;
  /** Without a `content-length`. */
  readonly chunked?: boolean;
  readonly together?: Gathering;
}

/** Sends all of it, unless it is cut off: an answer does not stop it. Resolves when the exchange has ended. */
function send(body: Body, { encoding, chunked = false, together = gathering(1) }: How = {}): Promise<void> {
  const length = body.start.length + body.piece.length * body.pieces + body.end.length;
  const headers = {
    'content-type': 'application/json',
    ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': length }),
    ...(encoding !== undefined && { 'content-encoding': encoding }),
  };
  // Without it the connection would be closed at the first answer.
  const agent = new Agent({ keepAlive: true });
  let hasArrived = false;
  const ready = (): Promise<void> => {
    hasArrived = true;
    return together.arrive();
  };
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent, headers });
    const timer = setTimeout(() => sent.destroy(), PATIENCE_MS);
    sent.on('response', (response) => response.on('error', () => undefined).resume());
    // Who is cut off has not been let in either.
    sent.on('error', () => undefined);
    sent.on('close', () => {
      clearTimeout(timer);
      agent.destroy();
      // Nobody waits for one that is cut off.
      if (!hasArrived) void together.arrive();
      resolve();
    });
    Readable.from(piecesOf(body, ready), { objectMode: false }).pipe(sent);
  });
}

/** Every other one does not say how long it is, and all end together. */
async function atOnce(count: number, body: Body): Promise<number> {
  const together = gathering(count);
  const each = Array.from({ length: count }, (_, index) =>
    send(body, { chunked: index % 2 === 1, together }),
  );
  await Promise.all(each);
  return count;
}

answering('', {
  bomb: () => send(bomb(Number(scale['inflated'])), { encoding: 'gzip' }).then(() => 1),
  connections: () => atOnce(Number(connections['count']), push(Number(connections['bytes']))),
  json: () => atOnce(1, smallObjects(Number(scale['json']))),
  bodies: () => atOnce(Number(bodies['count']), push(Number(bodies['bytes']))),
});
