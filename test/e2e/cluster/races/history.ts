/** Every state that workloads of a namespace were ever in, as a watch tells them. */
import assert from 'node:assert/strict';
import { collectionPath, type Kind } from '../../../../lib/core/workload/kind.ts';
import { parseWorkload, type Workload } from '../../../../lib/core/workload/workload.ts';
import { EXCHANGE_LIMITS } from '../../../../lib/kubernetes/client/exchange-limits.ts';
import { openTransport, type Transport } from '../../../../lib/kubernetes/client/transport.ts';
import { memberAt, readJson, type Json } from '../../../../lib/sandbox/json.ts';
import { ADMIN, type ControlPlane } from '../../../support/control-plane/control-plane.ts';

/** A workload as it was for a while. */
export interface State {
  readonly workload: Workload;
  readonly generation: number;
  readonly resourceVersion: string;
  /** The pod template as JSON. */
  readonly template: string;
}

export interface History {
  /** The states of a workload from its first to the one of this resource version, waited for if need be. */
  until(kind: Kind, name: string, resourceVersion: string): Promise<readonly State[]>;
  stop(): Promise<void>;
}

/** Begins with what happens next. */
export async function watchHistory(
  controlPlane: ControlPlane,
  kinds: readonly Kind[],
  namespace: string,
): Promise<History> {
  const controller = new AbortController();
  const { signal } = controller;
  const token = controlPlane.tokens[ADMIN] ?? '';
  // A watch is silent as long as nothing happens.
  const transport = openTransport(
    { server: new URL(controlPlane.url), tls: { ca: controlPlane.ca }, token: async () => token },
    { ...EXCHANGE_LIMITS, silenceMs: 2 ** 30 },
  );
  const book = new Book();
  const watches = await Promise.all(
    kinds.map(async (kind) => {
      const path = collectionPath(kind, namespace);
      const listed = await transport.json({ method: 'GET', path, signal });
      const resourceVersion = textAt(readJson(listed.text), ['metadata', 'resourceVersion']);
      return { kind, body: await watch(transport, path, resourceVersion, signal) };
    }),
  );
  const read = Promise.all(watches.map(({ kind, body }) => readAll(kind, body, book)));
  const ended = read.then(
    () => undefined,
    (error: unknown) => book.fail(error),
  );
  return {
    until: (kind, name, resourceVersion) => book.until(`${kind.kind}/${name}`, resourceVersion),
    stop: async () => {
      controller.abort();
      await ended;
      transport.close();
    },
  };
}

async function watch(
  transport: Transport,
  path: string,
  resourceVersion: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  const { status, body } = await transport.stream({
    method: 'GET',
    path,
    query: { watch: 'true', resourceVersion },
    signal,
  });
  assert.equal(status, 200);
  return body;
}

/** One JSON document a line: `{"type": "ADDED", "object": {…}}`. */
async function readAll(kind: Kind, body: AsyncIterable<Buffer>, book: Book): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = readJson(line);
      const object = memberAt(event, ['object']);
      if (textAt(event, ['type']) !== 'DELETED') book.note(kind, stateOf(kind, object));
    }
  }
}

function stateOf(kind: Kind, object: Json | undefined): State {
  const workload = parseWorkload(kind, object);
  assert.ok(workload !== undefined, `a watch tells of ${kind.plural}`);
  return {
    workload,
    generation: Number(memberAt(object, ['metadata', 'generation'])),
    resourceVersion: textAt(object, ['metadata', 'resourceVersion']),
    template: JSON.stringify(memberAt(object, [...kind.podTemplate])),
  };
}

function textAt(value: Json | undefined, path: readonly string[]): string {
  const text = memberAt(value, path);
  assert.ok(typeof text === 'string', path.join('.'));
  return text;
}

class Book {
  readonly #states = new Map<string, State[]>();
  readonly #waiting = new Set<{ readonly look: () => boolean; readonly reject: (error: unknown) => void }>();

  note(kind: Kind, state: State): void {
    const name = `${kind.kind}/${state.workload.name}`;
    this.#states.set(name, [...(this.#states.get(name) ?? []), state]);
    for (const waiting of this.#waiting) if (waiting.look()) this.#waiting.delete(waiting);
  }

  fail(error: unknown): void {
    for (const { reject } of this.#waiting) reject(error);
  }

  until(name: string, resourceVersion: string): Promise<readonly State[]> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const states = this.#states.get(name) ?? [];
        const end = states.findIndex((state) => state.resourceVersion === resourceVersion);
        if (end >= 0) resolve(states.slice(0, end + 1));
        return end >= 0;
      };
      if (!look()) this.#waiting.add({ look, reject });
    });
  }
}
