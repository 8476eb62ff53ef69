/** Calls of the HTTP API. */
import { isObject, parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import { AUDIENCE, EMAIL } from '../support/google-certificates.ts';
import { sha256 } from '../support/sha256.ts';
import { CALL } from '../support/update-call.ts';

export const KEY = 'hush-hush';
export const CALLBACK = `callback: { keys: [{ name: ci, sha256: ${sha256(KEY)} },
  { name: other-images, sha256: ${sha256('k2')}, repositories: ['docker.io/**'] },
  { name: other-clusters, sha256: ${sha256('k3')}, clusters: [production] },
  { name: this-cluster, sha256: ${sha256('k4')}, clusters: [te*] }],
  audiences: ['${AUDIENCE}'], emails: ['${EMAIL}'] }\n`;

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly body: JsonObject;
}

export async function call(
  url: string,
  body: unknown = CALL,
  headers: Readonly<Record<string, string>> = { authorization: `ApiKey ${KEY}` },
): Promise<Answered> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return answered(answer);
}

export async function answered(answer: Response): Promise<Answered> {
  const body = parseJson(await answer.text());
  const type = answer.headers.get('content-type')?.replace(/;.*/, '') ?? '';
  return { status: answer.status, type, headers: answer.headers, body: isObject(body) ? body : {} };
}
