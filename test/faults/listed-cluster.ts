/** A cluster whose Deployments are made while they are listed, so that nobody but the reader may keep them. */
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { CLUSTER } from '../support/builders.ts';

const EMPTY = '{"kind":"List","apiVersion":"v1","metadata":{},"items":[]}';

/** `items` begins a list of Deployments as JSON, a text for each; every other list is empty. */
export function listedCluster(items: () => Iterable<string>, perChunk = 1): Cluster {
  const transport: Transport = {
    json: ({ path }) =>
      Promise.resolve({
        status: 200,
        body: { major: '1', minor: '36' },
        text: '',
        retryAfter: undefined,
        request: `GET ${path}`,
      }),
    stream: ({ path }) =>
      Promise.resolve({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: path.endsWith('/deployments') ? listOf(items(), perChunk) : chunks([EMPTY]),
        bodyBytes: 1_000_000,
        request: `GET ${path}`,
      }),
    close: () => undefined,
  };
  return { ...CLUSTER, transport };
}

async function* listOf(items: Iterable<string>, perChunk: number): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from('{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{},"items":[');
  let first = true;
  let gathered: string[] = [];
  for (const item of items) {
    gathered.push(first ? item : `,${item}`);
    first = false;
    if (gathered.length < perChunk) continue;
    yield Buffer.from(gathered.join(''));
    gathered = [];
  }
  yield Buffer.from(`${gathered.join('')}]}`);
}

async function* chunks(texts: readonly string[]): AsyncGenerator<Buffer, void, undefined> {
  for (const text of texts) yield Buffer.from(text);
}
