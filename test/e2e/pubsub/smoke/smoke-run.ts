/** Runs `infra/smoke.sh` as far as it goes without Google Cloud: the emulator, the sandbox, the function, tools that record. */
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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

export const SCRIPT = path.join(ROOT, 'infra/smoke.sh');
const FAKE = path.join(import.meta.dirname, 'fake-tool.ts');
const TOOLS = ['gcloud', 'gke-gcloud-auth-plugin', 'kubectl', 'terraform'];
/** Of all that the script makes. */
export const NAME = 'image-updater-smoke';

export interface SmokeRun extends Ran {
  /** The calls of the tools, each as one text, oldest first. */
  readonly calls: readonly string[];
  /** Where the script keeps what is to be destroyed. */
  readonly work: string;
  /** Which of namespace, repository and topic are there now. */
  readonly made: readonly string[];
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
export async function withSmoke(use: (installation: Installation) => Promise<void>): Promise<void> {
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

export async function smoke(
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
  // With a character that a shell, YAML or Terraform would read as its own.
  const kept = path.join(folder, "it's kept");
  const work = path.join(kept, `smoke-${project}`);
  const made = path.join(folder, 'made');
  await mkdir(made, { recursive: true });
  const sandbox = cluster('smoke').url;
  const ran = await withHttps(sandbox, (url, cert) =>
    runProgram('bash', [SCRIPT, ...options, project, env['SMOKE_LOCATION'] ?? 'europe-north1-a', 'prod'], {
      environment: {
        SMOKE_SERVER: url,
        SMOKE_CERTIFICATE: cert,
        PATH: `${bin}:${process.env['PATH']}`,
        HOME: folder,
        PUBSUB_EMULATOR_HOST: environment['PUBSUB_EMULATOR_HOST'],
        METADATA_SERVER_DETECTION: 'none',
        SMOKE_FOLDER: kept,
        SMOKE_MADE: made,
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
  return { ...ran, calls, work, made: (await readdir(made)).toSorted() };
}

/** The positions of the first call with each of these words. */
export function positions(calls: readonly string[], words: readonly string[]): readonly number[] {
  return words.map((each) => calls.findIndex((call) => call.includes(each)));
}
