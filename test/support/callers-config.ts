import { AUDIENCE, EMAIL } from './google-certificates.ts';
import { sha256 } from './sha256.ts';

/** Who may call the HTTP API, as YAML: `ci` with this key, and the account of Google's tokens. */
export function callersConfig(key: string): string {
  return `callback: { keys: [{ name: ci, sha256: ${sha256(key)} }], audiences: ['${AUDIENCE}'], emails: ['${EMAIL}'] }\n`;
}
