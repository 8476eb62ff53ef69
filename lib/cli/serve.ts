/** `image-updater serve`: the HTTP API and the push endpoint in one process, inside a cluster or on a laptop. */
import { callersOf } from '../callback/callers.ts';
import { NO_CALLERS } from '../config/config.ts';
import { objectOr } from '../core/json.ts';
import { printable } from '../core/text.ts';
import { tokenVerifier } from '../google/verify-token.ts';
import { openUpdater, type Opened } from '../open-updater.ts';
import { openHttpServer, type HttpServer } from '../serve/http-server.ts';
import type { Metrics } from '../serve/metrics.ts';
import { limitOf, routesOf, type Routes } from '../serve/routes.ts';
import { environmentNaming, usableConfig } from './configuration.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Surroundings } from './surroundings.ts';

export interface ServeOptions {
  readonly config?: string;
  readonly port: number;
  readonly host: string;
  readonly drainSeconds: number;
  readonly metrics?: boolean;
}

/** Runs until the signal aborts: `done` where all that was at work then was finished in time. */
export async function serve(
  options: ServeOptions,
  surroundings: Surroundings,
  certificates?: URL,
): Promise<ExitCode> {
  const { environment, note, write, signal } = surroundings;
  if (usableConfig(options.config, surroundings) === undefined) return EXIT.misuse;
  const log = (line: string): void => write(`${line}\n`);
  const opened = openUpdater(environmentNaming(options.config, environment), log);
  const metrics = options.metrics === true ? await loadMetrics() : undefined;
  const isDraining = (): boolean => signal.aborted;
  const routes = { ...servingWith(opened, log, certificates), metrics, isDraining };
  const server = await listening(options, routes, note);
  if (server === undefined) return EXIT.misuse;
  note(startOf(opened, options, server));
  await aborted(signal);
  note('Takes no more requests.\n');
  const isDone = await server.drain(options.drainSeconds * 1000);
  note(
    isDone ? 'Ended.\n' : `Ended: what was at work for more than ${options.drainSeconds} s was broken off.\n`,
  );
  return isDone ? EXIT.done : EXIT.failed;
}

async function loadMetrics(): Promise<Metrics> {
  const { openMetrics } = await import('../serve/metrics.ts');
  return openMetrics();
}

function servingWith(
  { config, updater, fanOut, replay, results }: Opened,
  log: (line: string) => void,
  certificates: URL | undefined,
): Omit<Routes, 'metrics' | 'isDraining'> {
  const callback = config.callback ?? NO_CALLERS;
  const verify = tokenVerifier(certificates);
  const identify = callersOf(callback, verify);
  const { callsInFlight } = callback;
  return {
    updater: { ...updater, ...(fanOut && { fanOut }) },
    identify: callersOf({ ...callback, keys: [] }, verify),
    api: { updater, identify, callsInFlight, replay, results, log, project: undefined },
  };
}

async function listening(
  { port, host }: ServeOptions,
  routes: Routes,
  note: Surroundings['note'],
): Promise<HttpServer | undefined> {
  try {
    return await openHttpServer({ port, host, limitOf, handle: routesOf(routes) });
  } catch (thrown) {
    const code = printable(String(objectOr(thrown)['code'] ?? thrown));
    note(
      `expected a --port that is free, and an address of this machine as --host: ${code} on ${host}:${port}\n`,
    );
    return undefined;
  }
}

function startOf({ config }: Opened, { host, metrics }: ServeOptions, { port }: HttpServer): string {
  const at = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return [
    `Listening: ${at}/doc/ describes the API.`,
    ...(metrics === true ? [`Metrics: ${at}/metrics`] : []),
    ...(config.callback === undefined
      ? ['Nobody may call: the configuration names no `callback` with keys or e-mails.']
      : []),
    ...(config.settings.mode === 'observe' ? ['Mode observe: nothing is changed.'] : []),
    '',
  ].join('\n');
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
