/**
 * How a GKE cluster knows a Google account: the API server asks whose token it was shown (a TokenReview, by webhook),
 * and hears the e-mail, or a number where the token has not the scope to tell the e-mail.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { valueAt } from '../../../../lib/core/text/json.ts';
import { BOTH_SCOPES, type Tokens } from '../../../support/google-tokens.ts';
import { withHttp } from '../../../support/local-server.ts';
import { answer } from '../../../support/loopback.ts';

/** Runs the webhook while `use` runs; gives it the arguments with which kube-apiserver asks there. */
export function withTokenReview<T>(
  tokens: Tokens,
  folder: string,
  use: (apiServerArguments: readonly string[]) => Promise<T>,
): Promise<T> {
  const review = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const token = String(valueAt(await json(request), ['spec', 'token']));
    const status = statusOf(tokens, token);
    answer(response, 200, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', status });
  };
  return withHttp(
    (request, response) => void review(request, response),
    async ({ origin }) => {
      const file = path.join(folder, 'token-review.yaml');
      await writeFile(file, JSON.stringify(kubeconfigOf(origin)));
      return use([
        `--authentication-token-webhook-config-file=${file}`,
        '--authentication-token-webhook-version=v1',
        '--authentication-token-webhook-cache-ttl=0s',
      ]);
    },
  );
}

function statusOf(tokens: Tokens, token: string): object {
  const holder = tokens.holderOf(`Bearer ${token}`);
  if (holder === undefined) return { authenticated: false };
  const isNamed = BOTH_SCOPES.every((scope) => holder.scopes.includes(scope));
  const username = isNamed ? holder.member.replace(/^(?:serviceAccount|user):/, '') : '1234567890';
  return { authenticated: true, user: { username } };
}

function kubeconfigOf(server: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'google', cluster: { server } }],
    users: [{ name: 'cluster' }],
    contexts: [{ name: 'main', context: { cluster: 'google', user: 'cluster' } }],
    'current-context': 'main',
  };
}
