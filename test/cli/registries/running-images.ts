/** A cluster that runs images of several registries, and an API of Artifact Registry. */
import { runClusters } from '../../../lib/cli/clusters/run-clusters.ts';
import { runConfigCheck } from '../../../lib/cli/config-check/run-config-check.ts';
import { parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { run, type Run } from '../../support/cli-in-process.ts';
import { stored } from '../../support/on-sandbox.ts';
import { withRegistryEnvironment, type RegistryEnvironment } from '../../support/registry-environment.ts';
import { inFolder } from '../../support/temporary-folder.ts';

export const WEB = 'projects/shop/locations/europe/repositories/images';
export const VAULT = 'projects/bank/locations/us/repositories/gcr.io';
export const RECONCILE = 'reconcile: projects/p/topics/reconcile\n';
const IMAGES = [
  'europe-docker.pkg.dev/shop/images/web:v1',
  'europe-docker.pkg.dev/shop/images/team/api:v1',
  'gcr.io/bank/vault:v1',
  'nginx:1.2',
];

/** The commands that check registries, as they are called with a file. */
const COMMANDS = {
  clusters: (file: string, json: boolean) => (context: Parameters<typeof runClusters>[1]) =>
    runClusters({ config: file, json }, context),
  'config check --online': (file: string, json: boolean) => (context: Parameters<typeof runClusters>[1]) =>
    runConfigCheck({ file, online: true, json }, context),
} as const;

type CheckCommand = keyof typeof COMMANDS;

export interface RunningImages extends Pick<RegistryEnvironment, 'google' | 'registry'> {
  /** Runs a command with a configuration of the cluster and this; `registries` is that of its JSON document. */
  readonly check: (yaml?: string, command?: CheckCommand) => Promise<Run & { readonly registries: unknown }>;
  /** What the command prints for a person. */
  readonly text: (command: CheckCommand) => Promise<string>;
}

export async function withImages(use: (running: RunningImages) => Promise<void>): Promise<void> {
  const objects = IMAGES.map((image, number) =>
    stored({ name: `w${number}`, containers: [{ name: 'app', image }] }),
  );
  const sandbox = await startSandbox({ objects });
  try {
    await withRegistryEnvironment(({ google, registry, environment }) =>
      inFolder((folder) => {
        const ran = async (yaml: string, command: CheckCommand, json: boolean): Promise<Run> => {
          const clusters = `clusters: [{ name: here, server: '${sandbox.url}' }]\n`;
          const file = await folder.write('config.yaml', clusters + yaml);
          return run(COMMANDS[command](file, json), { environment });
        };
        return use({
          google,
          registry,
          check: async (yaml = RECONCILE, command = 'config check --online') => {
            const done = await ran(yaml, command, true);
            return { ...done, registries: valueAt(parseJson(done.written), ['registries']) };
          },
          text: async (command) => (await ran(RECONCILE, command, false)).written,
        });
      }),
    );
  } finally {
    await sandbox.close();
  }
}
