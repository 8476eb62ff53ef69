/** Listens as functions-framework does, except that only this machine can connect. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { answering, type Answers } from './answering.ts';
import { MEMORY } from './memory.ts';

/** Serves the function that is registered under this name, on a free port; `more` it answers beside its memory. */
export async function listening(target: string, more: Answers = {}): Promise<void> {
  const server = getTestServer(target).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  answering(`http://127.0.0.1:${port}`, { ...MEMORY, ...more });
}
