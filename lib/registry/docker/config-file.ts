/**
 * The credentials of Docker (`~/.docker/config.json`):
 *
 *     {
 *       "auths": { "registry.example": { "auth": "<base64 of user:password>", "identitytoken": "…" } },
 *       "credHelpers": { "us-docker.pkg.dev": "gcloud" },
 *       "credsStore": "pass"
 *     }
 */
import { isObject, objectOr, parseJson, stringOr, type JsonObject } from '../../core/text/json.ts';
import type { RegistryCredential } from '../credential.ts';

/** What the file says about a registry. */
export interface DockerEntry {
  /** The program `docker-credential-HELPER` that has the credential. */
  readonly helper?: string;
  /** The credential in the file itself; `invalid` if it cannot be parsed. */
  readonly credential?: RegistryCredential | 'invalid';
}

/** The parsed file; undefined if it is not a JSON object. */
export function parseDockerConfig(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

/** The entry for a registry, such as `docker.io` or `localhost:5000`. A helper for this registry takes precedence over the store. */
export function dockerEntry(config: JsonObject, host: string): DockerEntry {
  const helpers = objectOr(config['credHelpers']);
  const helper = nameIn(valueFor(helpers, host)) ?? nameIn(config['credsStore']);
  const credential = credentialIn(objectOr(valueFor(objectOr(config['auths']), host)));
  return { ...(helper !== undefined && { helper }), ...(credential !== undefined && { credential }) };
}

/** The name under which Docker keeps the credential of a registry. */
export function dockerServer(host: string): string {
  return host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
}

/** Keys are hosts, or addresses of older versions: `https://registry.example/v1/`. */
function valueFor(values: JsonObject, host: string): unknown {
  const hosts = host === 'docker.io' ? [host, 'index.docker.io'] : [host];
  const exact = Object.entries(values).find(([key]) => hosts.includes(key));
  return (exact ?? Object.entries(values).find(([key]) => hosts.includes(hostInKey(key))))?.[1];
}

function hostInKey(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
}

function nameIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Undefined for an empty entry: then the credential is in the store. */
function credentialIn(entry: JsonObject): DockerEntry['credential'] {
  const token = stringOr(entry['identitytoken'], '');
  if (token !== '') return { kind: 'identity', token };
  const auth = stringOr(entry['auth'], '');
  if (auth === '') return undefined;
  const [user, password] = Buffer.from(auth, 'base64').toString().split(/:(.*)/s);
  if (user === undefined || user === '' || password === undefined) return 'invalid';
  return { kind: 'basic', user, password: password.replace(/\0+$/, '') };
}
