/** `image-updater serve`: the HTTP API and the push endpoint in one process, in a cluster or on a laptop. */
import { pushAuthorizer } from '../../http/authorize-push.ts';
import { NO_CALLERS, type CallbackConfig, type Config } from '../../config/config.ts';
import { objectOr } from '../../core/text/json.ts';
import { printable } from '../../core/text/printable.ts';
import { tokenVerifier } from '../../google-auth/verify-token.ts';
import { isLoopbackAddress } from '../../http/loopback-host.ts';
import { apiOptions } from '../../http/api-options.ts';
import { bootstrap } from '../../bootstrap.ts';
import { openHttpServer, type HttpServer } from '../../http/server.ts';
import type { Metrics } from '../../http/metrics.ts';
import { createRoutes, type Routes } from '../../http/routes.ts';
import { withConfigFile, requireConfig } from '../config-source.ts';
import { developmentKey } from './development-key.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliContext } from '../cli-context.ts';
import { Terminated } from '../terminated.ts';
import { serverStartupMessage } from './text.ts';

export interface ServeOptions {
  readonly config?: string;
  readonly port: number;
  readonly host: string;
  /** How long requests are accepted after SIGTERM, until load balancers send no more. */
  readonly lingerSeconds: number;
  readonly drainSeconds: number;
  readonly metrics?: boolean;
  /** Accepts a random key, which is printed at start; on loopback addresses only. */
  readonly developmentKey?: boolean;
}

/** Runs until the signal aborts: `done` if all requests in flight were finished in time. */
export async function runServe(
  options: ServeOptions,
  context: CliContext,
  certificates?: URL,
): Promise<ExitCode> {
  const { environment, note, write, signal } = context;
  if (requireConfig(options.config, context) === undefined) return EXIT.misuse;
  if (options.developmentKey === true && !isLoopbackAddress(options.host)) {
    note(`expected a loopback address as --host with --development-key, got ${printable(options.host)}\n`);
    return EXIT.misuse;
  }
  const log = (line: string): void => write(`${line}\n`);
  const booted = bootstrap(withConfigFile(options.config, environment), log);
  const metrics = options.metrics === true ? await loadMetrics() : undefined;
  const isDraining = (): boolean => signal.aborted;
  const development = options.developmentKey === true ? developmentKey() : undefined;
  const callers = callersWith(booted.config, development);
  const routes = {
    api: apiOptions(booted.app, callers, { certificates }),
    authorizePush: pushAuthorizer(booted.config.pushers, tokenVerifier(certificates)),
    metrics,
    isDraining,
  };
  const server = await listening(options, routes, note);
  if (server === undefined) return EXIT.misuse;
  note(serverStartupMessage({ config: booted.config, callers, options, port: server.port }));
  if (development !== undefined) note(`API key of this run: ${development.key}\n`);
  await aborted(signal);
  if (signal.reason instanceof Terminated && options.lingerSeconds > 0) {
    note(
      `Shutting down: requests are accepted for another ${options.lingerSeconds} s; /ready returns 503.\n`,
    );
    await server.linger(options.lingerSeconds * 1000);
  }
  note('Accepting no more requests; finishing those in flight.\n');
  const isDone = await server.drain(options.drainSeconds * 1000);
  note(isDone ? 'Ended.\n' : `Ended: requests in flight after ${options.drainSeconds} s were aborted.\n`);
  return isDone ? EXIT.done : EXIT.failed;
}

async function loadMetrics(): Promise<Metrics> {
  const { openMetrics } = await import('../../http/metrics.ts');
  return openMetrics();
}

/** The configured callers, and the holder of the key of this run. */
function callersWith(
  { callback = NO_CALLERS }: Config,
  development: ReturnType<typeof developmentKey> | undefined,
): CallbackConfig {
  return development === undefined ? callback : { ...callback, keys: [...callback.keys, development.entry] };
}

async function listening(
  { port, host }: ServeOptions,
  routes: Routes,
  note: CliContext['note'],
): Promise<HttpServer | undefined> {
  try {
    return await openHttpServer({ port, host, handle: createRoutes(routes), refusing: routes.api });
  } catch (thrown) {
    const code = printable(String(objectOr(thrown)['code'] ?? thrown));
    note(`expected a free --port and a local address as --host, got ${code} on ${host}:${port}\n`);
    return undefined;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
