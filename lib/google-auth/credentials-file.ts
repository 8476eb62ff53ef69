/**
 * The file of Application Default Credentials, if there is one: the file in GOOGLE_APPLICATION_CREDENTIALS, or the one that
 * `gcloud auth application-default login` writes (https://cloud.google.com/docs/authentication/application-default-credentials).
 * google-auth-library reads it too; the updater reads it first, because messages of the library quote its content.
 */
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../core/environment.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import { isObject, parseJson, type JsonObject } from '../core/text/json.ts';
import { printable, describeValue } from '../core/text/printable.ts';
import { isPrivate } from './api-address.ts';

export interface CredentialsFile {
  readonly path: string;
  /** With a known `type`, and its required keys. */
  readonly content: JsonObject;
}

/** The required keys by type. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  service_account: ['client_email', 'private_key'],
  authorized_user: ['client_id', 'client_secret', 'refresh_token'],
  external_account: ['audience', 'subject_token_type'],
  external_account_authorized_user: ['client_id', 'client_secret', 'refresh_token'],
  impersonated_service_account: ['service_account_impersonation_url'],
};

/** Keys with addresses to which a key, a refresh token or a subject token is sent. */
const ADDRESSES = ['token_uri', 'token_url', 'service_account_impersonation_url'];

/**
 * The current file; undefined if there is none, so that the metadata server determines the identity.
 * @throws UpdaterError `NoGoogleCredentials`, which quotes no key.
 */
export async function readCredentialsFile(environment: Environment): Promise<CredentialsFile | undefined> {
  const { GOOGLE_APPLICATION_CREDENTIALS: upper, google_application_credentials: lower } = environment;
  const named = upper || lower || undefined;
  const file = named ?? wellKnownFile(environment);
  if (file === undefined) return undefined;
  const name = `${named === undefined ? '' : 'GOOGLE_APPLICATION_CREDENTIALS: '}${printable(file, 1_000)}`;
  const fault = (message: string): UpdaterError =>
    new UpdaterError('NoGoogleCredentials', `${name}: ${message}`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (named === undefined && isMissing(error)) return undefined;
    throw fault(`expected a file with credentials, got ${thirdPartyMessage(error)}`);
  }
  const content = parseJson(text);
  const complaint = findComplaint(content);
  if (complaint !== undefined || !isObject(content))
    throw fault(complaint ?? 'expected a JSON object, got another text');
  return { path: file, content };
}

/** The path that gcloud uses. */
export function wellKnownFile(environment: Environment): string | undefined {
  const { CLOUDSDK_CONFIG: config, HOME: home, APPDATA: windows } = environment;
  const folder =
    config || (process.platform === 'win32' ? under(windows, 'gcloud') : under(home, '.config/gcloud'));
  return under(folder, 'application_default_credentials.json');
}

function under(folder: string | undefined, name: string): string | undefined {
  return folder === undefined || folder === '' ? undefined : path.join(folder, name);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** What was expected; undefined if the file is complete. */
function findComplaint(content: unknown): string | undefined {
  if (!isObject(content)) return 'expected a JSON object, got another value';
  const { type } = content;
  const keys = typeof type === 'string' && Object.hasOwn(KEYS, type) ? KEYS[type] : undefined;
  if (keys === undefined)
    return `expected a \`type\` of ${Object.keys(KEYS).join(', ')}, got ${describeValue(type)}`;
  const missing = keys.find((key) => typeof content[key] !== 'string' || content[key] === '');
  if (missing !== undefined) return `expected a text \`${missing}\`, got none`;
  if (typeof content['private_key'] === 'string' && !isKey(content['private_key']))
    return 'expected a `private_key` in PEM, got another text';
  const open = ADDRESSES.find((key) => content[key] !== undefined && !isPrivateAddress(content[key]));
  if (open !== undefined)
    return `expected an https address as \`${open}\` (http only on loopback), got another address`;
  if (type !== 'impersonated_service_account') return undefined;
  const inner = findComplaint(content['source_credentials']);
  return inner === undefined ? undefined : `in \`source_credentials\`: ${inner}`;
}

// The library converts any value to a text.
function isPrivateAddress(written: unknown): boolean {
  const address = typeof written === 'string' ? URL.parse(written) : null;
  return address !== null && isPrivate(address);
}

function isKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
