/** What `serve` says. */
import type { CallbackConfig, Config } from '../../config/config.ts';

export interface ServerStartup {
  readonly config: Config;
  /** Who may call, the key of this run among them. */
  readonly callers: CallbackConfig;
  readonly options: { readonly host: string; readonly metrics?: boolean };
  /** The one that it listens on: `--port 0` takes any. */
  readonly port: number;
}

/** Where it listens, and what of it nobody can use yet. */
export function serverStartupMessage({
  config,
  callers: { keys, emails },
  options: { host, metrics },
  port,
}: ServerStartup): string {
  const at = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return [
    `Listening: ${at}/doc/ describes the API.`,
    ...(metrics === true ? [`Metrics: ${at}/metrics`] : []),
    ...(keys.length + emails.length === 0
      ? ['Nobody may call: the configuration names no `callback` with keys or e-mails.']
      : []),
    ...(config.pushers.length === 0
      ? ['Nobody may push: the configuration names no `pushers`, the accounts of push subscriptions.']
      : []),
    ...(config.settings.mode === 'observe' ? ['Mode observe: nothing is changed.'] : []),
    '',
  ].join('\n');
}
