/** google-auth-library, loaded for the first token, with the updater's own transport. */
import type * as GoogleAuthLibrary from 'google-auth-library';
import { fetchWithin } from './fetch-within.ts';

type Package = typeof GoogleAuthLibrary;
type Transporter = InstanceType<Package['gaxios']['Gaxios']>;

export interface Library extends Package {
  /** Makes these clients use the limits of the updater. */
  readonly setUp: (transporters: readonly Transporter[]) => void;
}

/**
 * Loads the library. Its requests end after this number of milliseconds, and are not repeated: the caller retries itself, within
 * a deadline.
 */
export async function googleAuthLibrary(requestMs: number): Promise<Library> {
  const library = await import('google-auth-library');
  const options = { fetchImplementation: fetchWithin(requestMs), retryConfig: { retry: 0 } };
  const setUp: Library['setUp'] = (transporters) => {
    for (const transporter of transporters) transporter.defaults = options;
  };
  // The client for the metadata server.
  setUp([library.gaxios.instance]);
  return { ...library, setUp };
}

/** The transports of a client, and of inner clients that do not receive its options. */
export function findTransporters(client: object, library: Package): Transporter[] {
  const transporter: unknown = Reflect.get(client, 'transporter');
  const beneath = ['sourceClient', 'stsCredential'].map((key): unknown => Reflect.get(client, key));
  return [
    ...(transporter instanceof library.gaxios.Gaxios ? [transporter] : []),
    ...beneath.flatMap((each) =>
      typeof each === 'object' && each !== null ? findTransporters(each, library) : [],
    ),
  ];
}
