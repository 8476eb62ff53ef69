/**
 * Stands between Pub/Sub and a function, and does what happens on the way: some deliveries never arrive, some answers
 * get lost. What failed comes again a second later, and so after what was published later.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { valueAt, parseJson, stringOr } from '../../../../lib/core/text/json.ts';
import type { Chance } from '../../../support/chance.ts';
import { closeServer, listen } from '../../../support/local-server.ts';

/** One delivery that Pub/Sub sent. */
export interface ProxyDelivery {
  /** Of the topic and the message: `messageKey`. */
  readonly key: string;
  /** What Pub/Sub was told; undefined as long as it waits. */
  readonly status: number | undefined;
}

export interface LossyProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Oldest first. */
  readonly deliveries: readonly ProxyDelivery[];
  /** Of these, what Pub/Sub knows to be done. */
  readonly acknowledged: ReadonlySet<string>;
  /** From now on everything arrives, and so does its answer. */
  readonly mend: () => void;
  readonly close: () => Promise<void>;
}

type Open = { -readonly [Key in keyof ProxyDelivery]: ProxyDelivery[Key] };

const NEVER_ARRIVES = 0.25;
const ANSWER_LOST = 0.15;

/** Opens one to the server at `url`. Only the first delivery of a message has bad luck. */
export async function startLossyProxy(url: string, chance: Chance): Promise<LossyProxy> {
  const deliveries: Open[] = [];
  const acknowledged = new Set<string>();
  let isBad = true;
  const take = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const key = keyOf(incoming, body);
    const isFirst = deliveries.every((earlier) => earlier.key !== key);
    const luck = isBad && isFirst ? chance('road', deliveries.length) : 1;
    const delivery: Open = { key, status: undefined };
    deliveries.push(delivery);
    const status = luck < NEVER_ARRIVES ? 503 : await passOn(`${url}${incoming.url}`, incoming, body);
    const told = luck < NEVER_ARRIVES + ANSWER_LOST ? 503 : status;
    if (told < 300) acknowledged.add(key);
    delivery.status = told;
    response.writeHead(told).end();
  };
  const server = createServer((incoming, response) => {
    take(incoming, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  const mend = (): void => void (isBad = false);
  return {
    url: `http://127.0.0.1:${port}`,
    deliveries,
    acknowledged,
    mend,
    close: () => closeServer(server),
  };
}

/** Tells messages apart: ids are a topic's own. */
export function messageKey(path: string, id: string): string {
  return `${path.replace(/^\//, '')} ${id}`;
}

function keyOf({ url = '', headers }: IncomingMessage, body: Buffer): string {
  const unwrapped = headers['x-goog-pubsub-message-id'];
  const wrapped = stringOr(valueAt(parseJson(body.toString()), ['message', 'messageId']), '');
  return messageKey(url, typeof unwrapped === 'string' ? unwrapped : wrapped);
}

/** The status of the answer; 502 where there is none. */
function passOn(url: string, { headers }: IncomingMessage, body: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const onward = request(url, {
      method: 'POST',
      headers: { ...headers, connection: 'close' },
      agent: false,
    });
    onward.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 502));
      answer.on('error', () => resolve(502));
    });
    onward.on('error', () => resolve(502));
    onward.end(body);
  });
}
