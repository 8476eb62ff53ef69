/** The startup message of `serve`. */
import type { CallbackConfig, Config } from '../../config/config.ts';

export interface ServerStartup {
  readonly config: Config;
  /** The callers, including the key of this run. */
  readonly callers: CallbackConfig;
  readonly options: { readonly host: string; readonly metrics?: boolean };
  /** The actual port, also with `--port 0`. */
  readonly port: number;
}

/** The address, and which endpoints no caller can use yet. */
export function serverStartupMessage({
  config,
  callers: { keys, emails },
  options: { host, metrics },
  port,
}: ServerStartup): string {
  const at = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return [
    `Listening: ${at}/doc/ documents the API.`,
    ...(metrics === true ? [`Metrics: ${at}/metrics`] : []),
    ...(keys.length + emails.length === 0
      ? ['No API caller is authorized: the configuration has no `callback` with keys or e-mails.']
      : []),
    ...(config.pushers.length === 0
      ? ['No push subscription is authorized: the configuration has no `pushers`.']
      : []),
    ...(config.settings.mode === 'observe' ? ['Mode observe: nothing is patched.'] : []),
    '',
  ].join('\n');
}
