/** The little that tests ask etcd itself, past the API server: its gRPC gateway, which speaks JSON. */
import { memberAt, isList, readJson, type Json } from '../../../lib/sandbox/json.ts';
import { base64 } from '../base64.ts';

/** Names of the members of a cluster. */
export async function etcdMembers(url: string): Promise<readonly Json[]> {
  const members = memberAt(await ask(url, '/v3/cluster/member/list', {}), ['members']);
  return isList(members) ? members.map((member) => memberAt(member, ['name']) ?? null) : [];
}

/** Lets etcd forget every state before now. */
export async function compactEtcd(url: string): Promise<void> {
  // An addition of this suite, because the present state always stays readable.
  const key = base64('image-updater-test');
  const revision = memberAt(await ask(url, '/v3/kv/put', { key, value: key }), ['header', 'revision']);
  await ask(url, '/v3/kv/compaction', { revision: revision ?? null, physical: true });
}

async function ask(url: string, path: string, body: Json): Promise<Json> {
  const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`etcd answered ${response.status} to ${path}: ${text}`);
  return readJson(text);
}
