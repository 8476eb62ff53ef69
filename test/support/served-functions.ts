/** The real functions in the real framework on loopback, for as long as a test uses it. */
import assert from 'node:assert/strict';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { guardServer } from '../../functions/guard-server.ts';
import { imagePushed } from '../../functions/image-pushed.ts';
import { updateImage } from '../../functions/update-image.ts';
import { updateCluster } from '../../functions/update-cluster.ts';
import { openUpdater, type Opened } from '../../lib/bootstrap.ts';
import type { DeliveryRequest } from '../../lib/core/event/delivery.ts';
import type { Handled } from '../../lib/core/report/handled.ts';
import { isObject, parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import type { Sandbox } from '../../lib/sandbox/server.ts';
import { closeServer, listen } from './local-server.ts';

export interface Served {
  /** Of `imagePushed`: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Of `updateCluster`. */
  readonly shareUrl: string;
  /** Of `updateImage`. */
  readonly callUrl: string;
  /** What was logged so far. */
  readonly lines: readonly string[];
  /** The end of the next event. */
  readonly handled: () => Promise<Handled>;
}

/** Serves the functions with this configuration while `use` runs; `changes` take the place of what it opens. */
export function serving<T>(
  config: string,
  use: (served: Served) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
  changes: Partial<Opened> = {},
  certificates?: URL,
): Promise<T> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  let told: ((handled: Handled) => void) | undefined;
  const surroundings = {
    opened: { ...openUpdater({ ...environment, IMAGE_UPDATER_CONFIG: config }, log), ...changes },
    project: environment['GOOGLE_CLOUD_PROJECT'],
    log,
    ...(certificates && { certificates }),
    onHandled: (handled: Handled) => told?.(handled),
  };
  http('imagePushed', imagePushed(surroundings));
  http('updateCluster', updateCluster(surroundings));
  http('updateImage', updateImage(surroundings));
  const handled = () => new Promise<Handled>((resolve) => (told = resolve));
  return servingFunction('imagePushed', (url) =>
    servingFunction('updateCluster', (shareUrl) =>
      servingFunction('updateImage', (callUrl) => use({ url, shareUrl, callUrl, lines, handled })),
    ),
  );
}

/** The function of this name, as it is registered now, while `use` runs. */
export async function servingFunction<T>(name: string, use: (url: string) => Promise<T>): Promise<T> {
  const server = getTestServer(name);
  guardServer(server);
  const port = await listen(server);
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    await closeServer(server);
  }
}

/** Posts a request, and gives the status of its answer. */
export async function sent(url: string, { path, headers, body }: DeliveryRequest): Promise<number> {
  const texts = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const answer = await fetch(url + path, { method: 'POST', headers: texts, body: Buffer.from(body) });
  await answer.arrayBuffer();
  return answer.status;
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
