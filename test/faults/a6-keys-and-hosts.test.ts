import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { statusOf, call, whileServing } from './served.ts';
import { ROOT } from '../support/project-root.ts';
import { sha256 } from '../support/sha256.ts';

const CALL = { imageName: REPOSITORY, tag: 'v1', digest: digest(1) };
const configured = (hash: string) =>
  parseConfig(
    `clusters: [{ server: 'http://127.0.0.1:1' }]\ncallback: { keys: [{ name: ci, sha256: ${hash} }] }`,
  );

describe('an API key that anybody would try', () => {
  for (const word of ['test', 'development', 'secret', 'changeme', ''])
    it(`${JSON.stringify(word)} is refused by the configuration`, () => {
      const parsed = configured(sha256(word));
      assert.deepEqual('complaints' in parsed ? parsed.complaints.map((each) => each.path) : [], [
        'callback.keys[0].sha256',
      ]);
    });

  it('stands in no configuration of README.md and infra/kubernetes', () => {
    for (const file of ['README.md', 'infra/kubernetes/dev.yaml', 'infra/kubernetes/config.yaml']) {
      const hashes = readFileSync(path.join(ROOT, file), 'utf8').match(/\b[0-9a-f]{64}\b/g) ?? [];
      const known = new Set(['test', 'development', 'secret'].map(sha256));
      assert.deepEqual(
        hashes.filter((hash) => known.has(hash)),
        [],
      );
    }
  });
});

describe('an API key with other letters than ASCII', () => {
  it('lets its owner in', () => {
    const key = 'clé-à-moi-et-à-personne';
    const more = `callback: { keys: [{ name: ci, sha256: ${sha256(key)} }] }\n`;
    return whileServing(
      async ({ url }) => {
        const headers = { 'x-api-key': Buffer.from(key).toString('latin1') };
        assert.equal(await statusOf(call(`${url}/api/update`, CALL, headers)), 200);
      },
      { more },
    );
  });
});

describe('a server on loopback', () => {
  for (const target of ['/doc/', '/health', '/openapi.json'])
    it(`does not answer GET ${target} for the name of another host`, () =>
      whileServing(async ({ url }) => {
        const status = Promise.withResolvers<number | undefined>();
        request(`${url}${target}`, { headers: { host: 'rebound.example' } }, (answer) => {
          answer.resume();
          status.resolve(answer.statusCode);
        }).end();
        assert.equal(await status.promise, 421);
      }));
});
