/**
 * Where Pub/Sub is: at its public address, at another that a private network has for it
 * (`CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB`), or in Google's emulator (`PUBSUB_EMULATOR_HOST`), which comes first, as
 * with Google's own libraries.
 */
import type { Environment } from '../core/environment.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { describeValue } from '../core/text/printable.ts';
import { apiAddress } from '../google-auth/api-address.ts';

export interface PubSubAddress {
  /** A name or an IP address; an IPv6 address is in brackets. */
  readonly host: string;
  readonly port: number;
  /** Without TLS, and without credentials. */
  readonly plain: boolean;
}

const EMULATOR = 'PUBSUB_EMULATOR_HOST';

/** @throws UpdaterError `InvalidConfig` for a variable that holds no address. */
export function pubsubAddress(environment: Environment): PubSubAddress {
  const emulator = environment[EMULATOR] ?? '';
  if (emulator !== '') return emulatorAt(emulator);
  const { hostname: host, port, protocol } = apiAddress(environment, 'pubsub');
  const plain = protocol === 'http:';
  return { host, port: Number(port || (plain ? 80 : 443)), plain };
}

/** `HOST:PORT`, as the emulator itself prints it (`[::1]:8085`), with or without `http://`. */
function emulatorAt(text: string): PubSubAddress {
  const { hostname: host, port, pathname } = URL.parse(`http://${text.replace(/^http:\/\//, '')}`) ?? {};
  if (host !== undefined && port !== undefined && port !== '' && pathname === '/')
    return { host, port: Number(port), plain: true };
  throw new UpdaterError('InvalidConfig', `${EMULATOR}: expected HOST:PORT, got ${describeValue(text)}`);
}
