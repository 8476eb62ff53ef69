import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { promisify } from 'node:util';
import { isObject, parseJson } from '../../lib/core/text/json.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { freePort } from '../support/free-ports.ts';
import { loadedModules, WATCHING_MODULES } from '../support/loaded-modules.ts';
import { ROOT } from '../support/project-root.ts';

const run = promisify(execFile);

// As the framework does: loads the module, and lets a server listen.
const SERVE = `import './functions/index.ts';
const server = process.getBuiltinModule('node:http').createServer();
server.listen(0, '127.0.0.1', () => server.close());`;
const EVAL = ['--input-type=module-typescript', '--eval'];

function start(
  config: string | undefined,
  program: readonly string[] = [...EVAL, SERVE],
  watching: readonly string[] = WATCHING_MODULES,
) {
  const { IMAGE_UPDATER_CONFIG: _, IMAGE_UPDATER_CONFIG_FILE: __, ...environment } = process.env;
  const env = { ...environment, ...(config === undefined ? {} : { IMAGE_UPDATER_CONFIG: config }) };
  return run(process.execPath, [...watching, ...program], { cwd: ROOT, env });
}

describe('the cold path', () => {
  let stdout = '';
  before(async () => {
    const own = 'fanOut: projects/p/topics/shares\nresults: projects/p/topics/results\n';
    ({ stdout } = await start(`clusters: [{ name: a, server: "http://10.0.0.1:8001" }]\n${own}`));
  });

  it('loads the functions and the story', () => {
    const urls = loadedModules(stdout);
    for (const file of [
      'functions/index.ts',
      'functions/start.ts',
      'lib/pipeline/handle-event.ts',
      'lib/pipeline/cluster-task.ts',
    ])
      assert.ok(
        urls.some((url) => url.endsWith(file)),
        file,
      );
  });

  for (const unwanted of [
    '/node_modules/commander/',
    '/node_modules/string-width/',
    '/node_modules/@kubernetes/',
    '/node_modules/@valibot/to-json-schema/',
    '/node_modules/prettier/',
    '/node_modules/google-auth-library/',
    '/node_modules/@google-cloud/pubsub/',
    // An HTTP client of Node's own: every ES import of `node:http` loads it, which takes longer than all of ours.
    'internal/deps/undici/undici',
    '/lib/sandbox/',
    '/lib/registry/',
    '/lib/cli/',
    '/lib/cli/terminal/report-text.ts',
    '/lib/config/config.schema.json',
    '/lib/report/report-schema.ts',
  ]) {
    it(`does not load ${unwanted}`, () =>
      assert.deepEqual(
        loadedModules(stdout).filter((url) => url.includes(unwanted)),
        [],
      ));
  }

  it('logs to standard output', () => {
    const line = parseJson(stdout.split('\n')[0] ?? '');
    assert.ok(isObject(line));
    assert.equal(line['severity'], 'WARNING');
  });
});

describe('the functions', () => {
  it('are registered by the names under which they are deployed', async () => {
    const code = `import { getFunction } from '@google-cloud/functions-framework/testing';
      await import('./functions/index.ts');
      console.log(['imagePushed', 'updateImage'].map((name) => typeof getFunction(name)).join());`;
    // Not watched: hooks on modules break `require` below an import in Node 22.19.
    const { stdout } = await start(undefined, [...EVAL, code], []);
    assert.equal(stdout, 'function,function\n');
  });
});

describe('the library for Pub/Sub', () => {
  const CONFIG =
    'clusters: [{ server: "http://127.0.0.1:1" }, { server: "http://127.0.0.1:2" }]\nfanOut: projects/p/topics/shares\n';
  const isLoaded = (stdout: string): boolean =>
    loadedModules(stdout).some((url) => url.includes('/node_modules/@google-cloud/pubsub/'));

  /** Opens the updater with an emulator that is not there, and does this with it. */
  const having = async (code: string): Promise<string> => {
    const opened = `import { bootstrap } from './lib/bootstrap.ts';
      const PUBSUB_EMULATOR_HOST = '127.0.0.1:${await freePort()}';
      const { app } = bootstrap({ ...process.env, PUBSUB_EMULATOR_HOST }, console.log);
      ${code}
      process.exit();`;
    return (await start(CONFIG, [...EVAL, opened])).stdout;
  };

  it('is not loaded where shares have a topic, before there are some', async () => {
    const looking = `import { planFanOut } from './lib/pipeline/fan-out.ts';
      await planFanOut(app, { signal: AbortSignal.timeout(10_000) });`;
    assert.equal(isLoaded(await having(looking)), false);
  });

  it('is loaded when one is published', async () => {
    const publishing = `const message = { data: Buffer.from('{}'), attributes: {} };
      await app.fanOut.publish(app.fanOut.topic, [message], AbortSignal.timeout(1_000));`;
    assert.equal(isLoaded(await having(publishing)), true);
  });
});

describe('the library for kubeconfigs', () => {
  const CONFIG = 'clusters: [{ kubeconfig: ./none }]';
  const isLoaded = (stdout: string): boolean =>
    loadedModules(stdout).some((url) => url.includes('/node_modules/@kubernetes/'));

  it('is not loaded at the start, even where a kubeconfig is configured', async () => {
    assert.equal(isLoaded((await start(CONFIG)).stdout), false);
  });

  it('is loaded when such a cluster is looked for', () =>
    inFolder(async (folder) => {
      const file = await folder.write('config', {});
      const source = JSON.stringify({ type: 'kubeconfig', path: file });
      const code = `import { readKubeconfig } from './lib/clusters/kubeconfig-file.ts';
        await readKubeconfig(${source}, { environment: {} }).catch(() => undefined);`;
      const { stdout } = await start(CONFIG, [...EVAL, code]);
      assert.equal(isLoaded(stdout), true);
    }));
});

describe('the library for Google', () => {
  const GKE = 'clusters: [{ gke: projects/shop/locations/-/clusters/- }]';
  const isLoaded = (stdout: string): boolean =>
    loadedModules(stdout).some((url) => url.includes('/node_modules/google-auth-library/'));

  /** Looks for the clusters of a configuration, with a service account whose token server is not there. */
  const look = (configuration: string): Promise<string> =>
    inFolder(async (folder) => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const account = await folder.write('account.json', {
        type: 'service_account',
        client_email: 'updater@shop.iam.gserviceaccount.com',
        private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
        token_uri: `http://127.0.0.1:${await freePort()}/token`,
      });
      const environment = JSON.stringify({ HOME: folder.path, GOOGLE_APPLICATION_CREDENTIALS: account });
      const code = `import { openClusters } from './lib/clusters/open-clusters.ts';
        import { parseConfig } from './lib/config/parse-config.ts';
        const { config } = parseConfig(process.env.IMAGE_UPDATER_CONFIG);
        const signal = AbortSignal.timeout(10_000);
        for (const source of openClusters(config.clusters, { environment: ${environment} }))
          await source.find({ signal }).catch(() => undefined);`;
      const program = [...EVAL, code];
      return (await start(configuration, program)).stdout;
    });

  it('is not loaded at the start, even where GKE clusters are configured', async () => {
    assert.equal(isLoaded((await start(GKE)).stdout), false);
  });

  it('is not loaded for clusters of other kinds', async () => {
    const others =
      'clusters: [{ server: "http://127.0.0.1:1" }, { kubeconfig: ./none }, { inCluster: true }]';
    assert.equal(isLoaded(await look(others)), false);
  });

  it('is loaded when GKE clusters are looked for', async () => assert.equal(isLoaded(await look(GKE)), true));
});

describe('importing the functions', () => {
  it('reads nothing: without a configuration it ends well, and logs nothing', async () => {
    const { stdout } = await start(undefined, ['functions/index.ts']);
    assert.equal(stdout.split('\n').length, 2);
  });
});

describe('a start with a wrong configuration', () => {
  it('fails with all complaints', async () => {
    const wrong = 'clusters: [{ server: "http://127.0.0.1:1" }]\nmode: aply\nnone: 1\n';
    const failure: unknown = await start(wrong).catch((error: unknown) => error);
    assert.ok(failure instanceof Error && 'code' in failure && 'stderr' in failure);
    assert.equal(failure.code, 1);
    for (const key of ['mode', 'none']) assert.ok(String(failure.stderr).includes(key), key);
  });
});

describe('a start without a configuration', () => {
  it('fails before the server listens, and says what is missing', async () => {
    const listening = SERVE.replace('server.close()', "process.stdout.write('listening')");
    const failure: unknown = await start(undefined, [...EVAL, listening]).catch((error: unknown) => error);
    assert.ok(failure instanceof Error && 'code' in failure && 'stderr' in failure && 'stdout' in failure);
    assert.deepEqual([failure.code, String(failure.stdout).includes('listening')], [1, false]);
    assert.ok(String(failure.stderr).includes('IMAGE_UPDATER_CONFIG_FILE'));
  });
});
