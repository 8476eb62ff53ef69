/** `infra/smoke.sh` as far as it goes without Google Cloud: the emulator, the sandbox, the function, and tools that record. */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import path from 'node:path';
import { parseJson } from '../../../../lib/core/text/json.ts';
import { freePort } from '../../../support/free-ports.ts';
import { ROOT } from '../../../support/project-root.ts';
import { runProgram, type Ran } from '../../../support/run-program.ts';
import { selfSigned } from '../../../support/tls-certificate.ts';
import { web, withInstallation, type Installation } from '../installation.ts';
import { emulator } from '../shared.ts';

const SCRIPT = path.join(ROOT, 'infra/smoke.sh');
const FAKE = path.join(import.meta.dirname, 'fake-tool.ts');
const TOOLS = ['gcloud', 'kubectl', 'terraform'];
const NAME = 'image-updater-smoke';

interface SmokeRun extends Ran {
  /** The calls of the tools, each as one text, oldest first. */
  readonly calls: readonly string[];
  /** Where the script keeps what is to be destroyed. */
  readonly work: string;
}

/** HTTPS before the sandbox, as a kubeconfig wants it, for as long as `use` runs; with the certificate that it shows. */
async function withHttps<T>(target: string, use: (url: string, cert: string) => Promise<T>): Promise<T> {
  const certificate = selfSigned();
  const server = createServer(certificate, (incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const forwarded = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  try {
    return await use(`https://127.0.0.1:${port}`, certificate.cert);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Everything that Terraform would make is there: the function, and the topics with their subscriptions. */
async function withSmoke(use: (installation: Installation) => Promise<void>): Promise<void> {
  const clusters = (repository: string) => {
    const project = repository.split('/')[1] ?? '';
    return { smoke: [{ ...web(`europe-north1-docker.pkg.dev/${project}/${NAME}/web`), namespace: NAME }] };
  };
  await withInstallation({ clusters }, async (installation) => {
    const { rest, project, endpoint } = installation;
    const topic = `projects/${project}/topics/${NAME}-replay`;
    const subscription = `projects/${project}/subscriptions/${NAME}-replay`;
    await rest.createTopic(topic);
    await rest.createSubscription({
      name: subscription,
      topic,
      push: { endpoint: `${endpoint}/projects/${project}/topics/replay` },
    });
    await use(installation);
    await rest.deleteSubscription(subscription);
  });
}

async function smoke(
  { project, folder, environment, cluster, gcr }: Installation,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
  pushesWith = 'crane',
): Promise<SmokeRun> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  for (const tool of [...TOOLS, pushesWith]) {
    await writeFile(path.join(bin, tool), `#!/bin/sh\nexec '${process.execPath}' '${FAKE}' ${tool} "$@"\n`);
    await chmod(path.join(bin, tool), 0o755);
  }
  const record = path.join(folder, 'calls.jsonl');
  await writeFile(record, '');
  const work = path.join(folder, 'smoke');
  const sandbox = cluster('smoke').url;
  const ran = await withHttps(sandbox, (url, cert) =>
    runProgram('bash', [SCRIPT, ...options, project, 'europe-north1-a', 'prod'], {
      environment: {
        SMOKE_SERVER: url,
        SMOKE_CERTIFICATE: cert,
        PATH: `${bin}:${process.env['PATH']}`,
        HOME: folder,
        PUBSUB_EMULATOR_HOST: environment['PUBSUB_EMULATOR_HOST'],
        METADATA_SERVER_DETECTION: 'none',
        SMOKE_FOLDER: work,
        SMOKE_PUSHER: pushesWith,
        SMOKE_WAIT: '30',
        SMOKE_QUIET: '2',
        SMOKE_RECORD: record,
        SMOKE_PUSHED: path.join(folder, 'pushed'),
        SMOKE_SANDBOX: sandbox,
        SMOKE_EMULATOR: emulator().url,
        SMOKE_GCR: gcr,
        ...env,
      },
    }),
  );
  const lines = (await readFile(record, 'utf8')).split('\n').filter((line) => line !== '');
  const calls = lines.map((line) => {
    const words = parseJson(line);
    return Array.isArray(words) ? words.join(' ') : line;
  });
  return { ...ran, calls, work };
}

/** The positions of the first call with each of these words. */
function positions(calls: readonly string[], words: readonly string[]): readonly number[] {
  return words.map((each) => calls.findIndex((call) => call.includes(each)));
}

describe('infra/smoke.sh', function () {
  this.timeout(120_000);

  it('goes through all steps with rights in its namespace alone, and leaves nothing', () =>
    withSmoke(async (installation) => {
      const { code, stdout, stderr, calls, work } = await smoke(installation, ['--yes']);
      assert.equal(code, 0, stdout + stderr);
      for (const step of ['Registry and topic', 'Deploy', 'Push', 'Hold', 'Release and replay', 'Destroy'])
        assert.ok(stdout.includes(`\n\n${step}\n`), step);
      const order = positions(calls, [
        'gcloud services enable',
        'gcloud artifacts repositories create',
        'gcloud pubsub topics create gcr',
        'terraform -chdir',
        'apply -auto-approve',
        'get-credentials prod --location europe-north1-a',
        'create deployment web',
        'delete namespace',
        'destroy -auto-approve',
        'gcloud artifacts repositories delete',
        'gcloud pubsub topics delete gcr',
      ]);
      assert.ok(!order.includes(-1), `${order.join(' ')} in\n${calls.join('\n')}`);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
      );
      const context = `--context gke_${installation.project}_europe-north1-a_prod`;
      assert.deepEqual(
        calls
          .filter((call) => /kubectl .* (?:apply|delete) /.test(call))
          .map((call) => call.replace(context, '…')),
        [
          'kubectl … apply -f -',
          `kubectl … --namespace ${NAME} apply -f -`,
          `kubectl … apply -f ${work}/policy.yaml`,
          `kubectl … --namespace ${NAME} apply -f -`,
          `kubectl … delete namespace ${NAME} --ignore-not-found`,
          `kubectl … delete -f ${work}/policy.yaml --ignore-not-found`,
        ],
      );
      assert.ok(!existsSync(work));
    }));

  it('pushes with docker where there is no crane', () =>
    withSmoke(async (installation) => {
      const { code, stdout, stderr, calls } = await smoke(installation, ['--yes'], {}, 'docker');
      assert.equal(code, 0, stdout + stderr);
      assert.equal(calls.filter((call) => call.startsWith('docker push')).length, 3);
    }));

  it('says where it stopped and how to destroy what is left, which it then does', () =>
    withSmoke(async (installation) => {
      const failed = await smoke(installation, ['--yes'], { SMOKE_SILENT: '1', SMOKE_WAIT: '1' });
      assert.equal(failed.code, 1, failed.stdout);
      assert.match(failed.stderr, /FAILED: expected deployment\/web to run/);
      assert.match(failed.stderr, new RegExp(`--destroy ${installation.project} europe-north1-a prod`));
      assert.ok(existsSync(failed.work));
      assert.deepEqual(positions(failed.calls, ['destroy', 'delete']), [-1, -1]);
      const destroyed = await smoke(installation, ['--destroy']);
      assert.equal(destroyed.code, 0, destroyed.stderr);
      assert.ok(!existsSync(destroyed.work));
      assert.ok(destroyed.calls.some((call) => call.includes('delete namespace')));
    }));

  it('does nothing before it is told to', () =>
    withSmoke(async (installation) => {
      const { code, calls } = await smoke(installation, []);
      assert.equal(code, 1);
      assert.deepEqual(calls, [
        'gcloud auth application-default print-access-token',
        `gcloud projects describe ${installation.project} --format value(projectNumber)`,
      ]);
    }));

  it('wants a project, a location and a cluster', async () => {
    const { code, stderr } = await runProgram('bash', [SCRIPT, 'my-project']);
    assert.equal(code, 2);
    assert.match(stderr, /smoke\.sh PROJECT LOCATION CLUSTER/);
  });
});
