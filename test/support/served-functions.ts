/** The real functions in the real framework on loopback, for as long as a test uses it. */
import assert from 'node:assert/strict';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { bootstrap } from '../../lib/bootstrap.ts';
import { apiOptions } from '../../lib/http/api-options.ts';
import { apiFunction } from '../../lib/http/framework/api-function.ts';
import { eventFunction } from '../../lib/http/framework/event-function.ts';
import { guardServer } from '../../lib/http/framework/guard-server.ts';
import type { App } from '../../lib/pipeline/context.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { isObject, parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { closeServer, listen } from './local-server.ts';

export interface Served {
  /** Of `imagePushed`: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Of `updateImage`. */
  readonly callUrl: string;
  /** What was logged so far. */
  readonly lines: readonly string[];
  /** The end of the next event. */
  readonly handled: () => Promise<EventResult>;
}

export interface ServingOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** They take the place of what the app has. */
  readonly changes?: Partial<App>;
  readonly certificates?: URL | undefined;
}

/** Serves the functions with this configuration while `use` runs. */
export function serving<T>(
  config: string,
  use: (served: Served) => Promise<T>,
  { environment = {}, changes = {}, certificates }: ServingOptions = {},
): Promise<T> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  let ended: ((result: EventResult) => void) | undefined;
  const onResult = (result: EventResult): void => ended?.(result);
  const { config: parsedConfig, app } = bootstrap({ ...environment, IMAGE_UPDATER_CONFIG: config }, log);
  const project = environment['GOOGLE_CLOUD_PROJECT'];
  // No test asks a registry elsewhere.
  const all = { ...app, resolveDigest: undefined, ...changes, onResult };
  http('imagePushed', eventFunction({ app: all, project }));
  http('updateImage', apiFunction(apiOptions(all, parsedConfig.callback, { project, certificates })));
  const handled = () => new Promise<EventResult>((resolve) => (ended = resolve));
  return servingFunction('imagePushed', (url) =>
    servingFunction('updateImage', (callUrl) => use({ url, callUrl, lines, handled })),
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
export function servedConfig(sandboxes: Readonly<Record<string, Sandbox>>, more = ''): string {
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
export function readLabels(line: string): JsonObject {
  const labels = parsed(line)['logging.googleapis.com/labels'];
  assert.ok(isObject(labels));
  return labels;
}
