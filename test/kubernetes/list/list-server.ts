/** A server of lists, and listing from it. */
import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BUILT_IN_KINDS, type Kind } from '../../../lib/core/workload/kind.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits } from '../../../lib/kubernetes/client/exchange-limits.ts';
import { listWorkloads } from '../../../lib/kubernetes/list/list-workloads.ts';
import { openTransport, type Transport } from '../../../lib/kubernetes/client/transport.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { withHttp } from '../../support/local-server.ts';

const [DEPLOYMENT] = BUILT_IN_KINDS;
const { signal } = new AbortController();
export const PATH = '/apis/apps/v1/deployments';

export type Respond = (response: ServerResponse, url: URL, request: IncomingMessage) => void;

/** A server that answers `/version` with this minor version of Kubernetes 1, and every list with the next answer. */
export async function serving<T>(
  minor: unknown,
  answers: readonly Respond[],
  use: (transport: Transport, urls: readonly string[]) => Promise<T>,
  limits: Partial<ExchangeLimits> = {},
): Promise<T> {
  const urls: string[] = [];
  let next = 0;
  return withHttp(
    (request, response) => {
      const url = new URL(`http://host${request.url}`);
      urls.push(`${url.pathname}${decodeURIComponent(url.search)}`);
      if (url.pathname === '/version') return json({ major: '1', minor })(response, url, request);
      const respond = answers[Math.min(next, answers.length - 1)];
      next += 1;
      return respond?.(response, url, request);
    },
    async (server) => {
      const transport = openTransport({ server }, { ...EXCHANGE_LIMITS, ...limits });
      try {
        return await use(transport, urls);
      } finally {
        transport.close();
      }
    },
  );
}

export function listing(
  transport: Transport,
  options: Partial<Parameters<typeof listWorkloads>[2]> = {},
  kind: Kind | undefined = DEPLOYMENT,
) {
  assert.ok(kind !== undefined);
  return listWorkloads(transport, kind, { signal, clock: fakeClock(), ...options });
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Respond {
  return (response) => void response.writeHead(status, headers).end(JSON.stringify(body));
}

export function text(body: string, status: number): Respond {
  return (response) => void response.writeHead(status).end(body);
}

export function list(items: readonly unknown[], metadata: unknown = {}): unknown {
  return { kind: 'DeploymentList', apiVersion: 'apps/v1', metadata, items };
}

export function deployment(name: string, image = 'gcr.io/p/app:1'): unknown {
  const template = { spec: { containers: [{ name: 'app', image }] } };
  return { metadata: { name, namespace: 'team' }, spec: { template } };
}

export const THREE = list(['a', 'b', 'c'].map((name) => deployment(name)));
