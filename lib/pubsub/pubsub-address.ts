/**
 * The address of Pub/Sub: the public one, another one in a private network (`CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB`), or
 * Google's emulator (`PUBSUB_EMULATOR_HOST`), which takes precedence, like in Google's libraries.
 */
import type { Environment } from '../core/environment.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { describeValue } from '../core/text/printable.ts';
import { apiAddress } from '../google-auth/api-address.ts';

export interface PubSubAddress {
  /** A host name or an IP address; an IPv6 address is in brackets. */
  readonly host: string;
  readonly port: number;
  /** Without TLS, and without credentials. */
  readonly plain: boolean;
}

const EMULATOR = 'PUBSUB_EMULATOR_HOST';

/** @throws UpdaterError `InvalidConfig` for a variable without a valid address. */
export function pubsubAddress(environment: Environment): PubSubAddress {
  const emulator = environment[EMULATOR] ?? '';
  if (emulator !== '') return emulatorAt(emulator);
  const { hostname: host, port, protocol } = apiAddress(environment, 'pubsub');
  const plain = protocol === 'http:';
  return { host, port: Number(port || (plain ? 80 : 443)), plain };
}

/** `HOST:PORT` in the form that the emulator prints (`[::1]:8085`), with or without `http://`. */
function emulatorAt(text: string): PubSubAddress {
  const { hostname: host, port, pathname } = URL.parse(`http://${text.replace(/^http:\/\//, '')}`) ?? {};
  if (host !== undefined && port !== undefined && port !== '' && pathname === '/')
    return { host, port: Number(port), plain: true };
  throw new UpdaterError('InvalidConfig', `${EMULATOR}: expected HOST:PORT, got ${describeValue(text)}`);
}
