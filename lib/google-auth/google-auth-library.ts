/** google-auth-library, loaded when a token is first wanted, and told how to send its requests. */
import type * as GoogleAuthLibrary from 'google-auth-library';
import { fetchWithin } from './fetch-within.ts';

type Package = typeof GoogleAuthLibrary;
type Transporter = InstanceType<Package['gaxios']['Gaxios']>;

export interface Library extends Package {
  /** Has these send requests within the updater's limits. */
  readonly setUp: (transporters: readonly Transporter[]) => void;
}

/**
 * The library. Its requests end after so many milliseconds, and are not repeated: what asks for tokens does that
 * itself, and within a deadline.
 */
export async function googleAuthLibrary(requestMs: number): Promise<Library> {
  const library = await import('google-auth-library');
  const options = { fetchImplementation: fetchWithin(requestMs), retryConfig: { retry: 0 } };
  const setUp: Library['setUp'] = (transporters) => {
    for (const transporter of transporters) transporter.defaults = options;
  };
  // What the metadata server is asked with.
  setUp([library.gaxios.instance]);
  return { ...library, setUp };
}

/** What a client sends requests with, and those beneath it that the library hands no options on to. */
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
