/** What pages take for granted: a cluster with a workload, Google's servers, Pub/Sub, and what was made there before. */
import type { Environment } from '../../lib/core/environment.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { stored } from '../support/on-sandbox.ts';
import { withPubSub, type PubSubServer } from '../support/pubsub-server.ts';
import { withKubeconfig } from './kubeconfig-of.ts';
import { onGoogle } from './on-google.ts';

const PROJECT = 'projects/my-project';
/** The address of the API, and the key of a caller. */
export const API = { url: 'https://u.example', key: 'key-of-the-test' } as const;

export interface Surroundings {
  /** With a configuration whose one cluster is the sandbox. */
  readonly environment: Environment;
  readonly configuration: string;
  readonly pubsub: PubSubServer;
  /** Names, as the fakes keep them. */
  readonly there: Readonly<Record<string, readonly string[]>>;
  /** Lines of a shell. */
  readonly given: readonly string[];
}

const THERE = {
  API: [
    ...['artifactregistry', 'cloudresourcemanager', 'pubsub'].map((api) => `my-project ${api}`),
    'bank-prod container',
  ],
  object: ['Namespace shop', 'Namespace pay'],
  topic: ['gcr', 'image-updater-results'].map((name) => `${PROJECT}/topics/${name}`),
  subscription: ['image-updater-pull', 'image-updater', 'image-updater-gcr-my-project'].map(
    (name) => `${PROJECT}/subscriptions/${name}`,
  ),
};

/** For as long as `use` runs. The images of the page run in the cluster. */
export async function withSurroundings(use: (surroundings: Surroundings) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ objects: WORKLOADS.map(stored) });
  const configuration = [
    `clusters: [{ name: production/eu/main, server: '${sandbox.url}' }]`,
    // No test asks a registry elsewhere.
    "registries: [{ repositories: ['**'], lookUp: false }]",
    `replay: ${PROJECT}/topics/image-updater-replay`,
    `deadLetters: ${PROJECT}/subscriptions/image-updater-dead-letters`,
    `subscriptions: [${PROJECT}/subscriptions/image-updater]`,
    '',
  ].join('\n');
  try {
    await withPubSub((pubsub) =>
      onGoogle((google) => {
        const environment = { ...google, ...pubsub.environment, IMAGE_UPDATER_CONFIG: configuration };
        return withKubeconfig(sandbox.url, (kubeconfig) => {
          const given = [
            `mkdir -p "$HOME/.kube" && echo '${kubeconfig}' > "$HOME/.kube/config"`,
            `URL=${API.url} KEY=${API.key}`,
          ];
          return use({ environment, configuration, pubsub, there: THERE, given });
        });
      }),
    );
  } finally {
    await sandbox.close();
  }
}

const WORKLOADS = [
  { containers: [{ name: 'app', image: 'us-docker.pkg.dev/my-project/app/web:1.2.3' }] },
  { name: 'proxy', containers: [{ name: 'app', image: 'nginx:1.29' }] },
  { kind: 'StatefulSet', name: 'db', containers: [{ name: 'app', image: 'postgres:18' }] },
];
