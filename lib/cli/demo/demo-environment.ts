/** The environment of the demo: two sandbox clusters, and the real function in the real framework, all on loopback. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { eventFunction } from '../../http/framework/event-function.ts';
import { bootstrap } from '../../bootstrap.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import type { EventResult } from '../../core/report/event-result.ts';
import { productionWorkloads, stagingWorkloads } from './demo-workloads.ts';

export interface DemoEnvironment {
  readonly production: Sandbox;
  readonly staging: Sandbox;
  /** `http://127.0.0.1:PORT` of the function. */
  readonly url: string;
  /** The configuration of the function, as YAML. */
  readonly config: string;
  readonly close: () => Promise<void>;
}

/** The result of one event, and the log lines of the function about it. */
export interface EventOutcome {
  readonly result: EventResult;
  readonly lines: readonly string[];
}

const ROLLOUTS = { group: 'argoproj.io', version: 'v1alpha1', plural: 'rollouts', kind: 'Rollout' } as const;

/** Starts everything. Times before the demo are relative to `now`, milliseconds since the epoch. */
export async function startDemoEnvironment(
  now: number,
  watch: (performed: EventOutcome) => void,
): Promise<DemoEnvironment> {
  const rollouts = { ...ROLLOUTS, namespaced: true, custom: true, template: ['spec', 'template'] } as const;
  const production = await startSandbox({ objects: productionWorkloads(now), resources: [rollouts] });
  const staging = await startSandbox({ objects: stagingWorkloads() });
  const config = configFor(production, staging);
  let lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const onResult = (result: EventResult): void => {
    watch({ result, lines });
    lines = [];
  };
  const { app } = bootstrap({ IMAGE_UPDATER_CONFIG: config }, log);
  http('imagePushed', eventFunction({ app: { ...app, onResult }, project: undefined }));
  const server = getTestServer('imagePushed').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    await Promise.all([production.close(), staging.close(), closeServer(server)]);
  };
  return { production, staging, url: `http://127.0.0.1:${listeningPort(server)}`, config, close };
}

function configFor(production: Sandbox, staging: Sandbox): string {
  const { group, version, plural, kind } = ROLLOUTS;
  return `clusters:
  - { name: production, server: '${production.url}' }
  - { name: staging, server: '${staging.url}' }
aliases:
  registry.acme.internal:5000/shop: gcr.io/acme-shop
kinds:
  - { group: ${group}, version: ${version}, plural: ${plural}, kind: ${kind} }
`;
}

function listeningPort(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
