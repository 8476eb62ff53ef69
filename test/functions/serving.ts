/** The real function in the real framework on loopback, for as long as a test uses it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { imagePushed } from '../../functions/image-pushed.ts';
import { openUpdater } from '../../lib/open-updater.ts';
import type { Handled } from '../../lib/core/handled.ts';
import { isObject, parseJson, type JsonObject } from '../../lib/core/json.ts';
import type { Sandbox } from '../../lib/sandbox/server.ts';

export interface Served {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** What was logged so far. */
  readonly lines: readonly string[];
  /** The end of the next event. */
  readonly handled: () => Promise<Handled>;
}

/** Serves the function with this configuration while `use` runs. */
export async function serving<T>(
  config: string,
  use: (served: Served) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
): Promise<T> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  let told: ((handled: Handled) => void) | undefined;
  http(
    'imagePushed',
    imagePushed({
      opened: openUpdater({ ...environment, IMAGE_UPDATER_CONFIG: config }, log),
      project: environment['GOOGLE_CLOUD_PROJECT'],
      log,
      onHandled: (handled) => told?.(handled),
    }),
  );
  const server = getTestServer('imagePushed').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const handled = () => new Promise<Handled>((resolve) => (told = resolve));
  try {
    return await use({ url: `http://127.0.0.1:${portOf(server)}`, lines, handled });
  } finally {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

/** A configuration with these clusters, and more YAML. */
export function configOf(sandboxes: Readonly<Record<string, Sandbox>>, more = ''): string {
  const entries = Object.entries(sandboxes).map(
    ([name, { url }]) => `  - { name: ${name}, server: '${url}' }\n`,
  );
  return `clusters:\n${entries.join('')}${more}`;
}

/** A log line as the object that it is. */
export function parsed(line: string): JsonObject {
  const entry = parseJson(line);
  assert.ok(isObject(entry), `a JSON object in ${line}`);
  return entry;
}

/** The labels of a log line. */
export function labelsOf(line: string): JsonObject {
  const labels = parsed(line)['logging.googleapis.com/labels'];
  assert.ok(isObject(labels));
  return labels;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
