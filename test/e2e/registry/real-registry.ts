/** Distribution's registry as a process on 127.0.0.1. What is pushed it keeps in memory. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../support/free-ports.ts';
import { keep } from '../../support/keeper.ts';
import { startReady } from '../../support/ready.ts';
import type { RegistryAuth, RunningRegistry } from '../../support/registry/contract.ts';
import { findRegistry } from './find-registry.ts';
import { pushImage } from './push-image.ts';
import { ISSUER, SERVICE, startTokenServer, type TokenServer } from './token-server.ts';

// bcrypt of `secret`, which is all that the registry reads.
const HTPASSWD = 'tester:$2b$05$gaCTH2JNauKcJAhXsylV2.XEUGXRIEk3VujZQ3/ZA0D13cHDwd10m\n';
const BASIC = `Basic ${Buffer.from('tester:secret').toString('base64')}`;

/** Resolves once it answers. It ends with this process, in whatever way that ends. */
export async function startRealRegistry(auth: RegistryAuth): Promise<RunningRegistry> {
  const program = await findRegistry({ environment: process.env, onProgress: () => undefined });
  const keeper = keep(await mkdtemp(path.join(tmpdir(), 'image-updater-registry-')));
  const tokens = await startTokenServer();
  const host = `127.0.0.1:${await freePort()}`;
  const file = path.join(keeper.folder, 'config.yaml');
  await writeFile(path.join(keeper.folder, 'htpasswd'), HTPASSWD);
  await writeFile(path.join(keeper.folder, 'jwks.json'), tokens.jwks);
  await writeFile(file, JSON.stringify(configuration(host, auth, tokens)));
  const command = {
    file: program,
    arguments: ['serve', file],
    environment: { OTEL_TRACES_EXPORTER: 'none' },
  };
  await startReady(keeper, 'registry', command, () => answers(host));
  const authorization = (name: string): string | undefined =>
    ({ none: undefined, basic: BASIC, token: `Bearer ${tokens.token(name, ['pull', 'push'])}` })[auth];
  return {
    host,
    push: (name, tag, manifest) =>
      pushImage({ url: `http://${host}`, name, authorization: authorization(name) }, tag, manifest),
    close: async () => {
      await keeper.end();
      await tokens.close();
    },
  };
}

/** JSON, which is YAML too. Paths are relative to the folder in which it runs. */
function configuration(addr: string, auth: RegistryAuth, { url }: TokenServer): object {
  const ways = {
    none: {},
    basic: { htpasswd: { realm: 'test', path: 'htpasswd' } },
    token: {
      token: {
        realm: url,
        service: SERVICE,
        issuer: ISSUER,
        jwks: 'jwks.json',
        signingalgorithms: ['ES256'],
      },
    },
  };
  return {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { inmemory: {}, delete: { enabled: true } },
    http: { addr, secret: 'test' },
    ...(auth !== 'none' && { auth: ways[auth] }),
  };
}

/** With authentication it answers 401. */
async function answers(host: string): Promise<boolean> {
  const { status } = await fetch(`http://${host}/v2/`);
  return status === 200 || status === 401;
}
