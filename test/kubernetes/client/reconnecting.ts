/** A cluster that is found again, at places that are told. */
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { Connection } from '../../../lib/kubernetes/client/connection.ts';
import { reconnectingTransport } from '../../../lib/kubernetes/client/reconnecting-transport.ts';
import type { Transport } from '../../../lib/kubernetes/client/transport.ts';
import { freePort } from '../../support/free-ports.ts';

/** What is told of the cluster, in this order, and at last again and again; a fault is thrown. */
export interface Told {
  readonly connect: (wanted: { readonly forceRefresh: boolean }) => Promise<Connection>;
  /** Whether it was to be renewed, each time somebody asked. */
  readonly asked: boolean[];
}

export function telling(
  first: URL | Connection,
  ...renewed: readonly (URL | Connection | UpdaterError)[]
): Told {
  const asked: boolean[] = [];
  let current: URL | Connection | UpdaterError = first;
  const left = [...renewed];
  const connect: Told['connect'] = async ({ forceRefresh }) => {
    asked.push(forceRefresh);
    if (forceRefresh) current = left.shift() ?? current;
    if (current instanceof UpdaterError) throw current;
    return current instanceof URL ? { server: current } : current;
  };
  return { connect, asked };
}

export async function following<T>(told: Told, use: (transport: Transport) => Promise<T>): Promise<T> {
  const transport = reconnectingTransport(told.connect);
  try {
    return await use(transport);
  } finally {
    transport.close();
  }
}

export async function nowhere(): Promise<URL> {
  return new URL(`http://127.0.0.1:${await freePort()}`);
}
