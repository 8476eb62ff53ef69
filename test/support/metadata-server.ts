/**
 * The metadata server of a machine of Google's, on loopback, in the shapes of
 * https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys. It wants `Metadata-Flavor: Google`.
 *
 *     await withMetadataServer(tokens, ({ environment }) => withEnvironment(environment, …))
 *
 * For a whole run, give `environment` to the process: GCE_METADATA_HOST, and METADATA_SERVER_DETECTION, without which
 * the library first pings, and remembers for ever what came of it.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { withHttp } from './local-server.ts';
import { answer } from './loopback.ts';
import type { Tokens } from './google-tokens.ts';

export interface MetadataServer {
  /** What leads the library there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Paths that were asked for, with their queries, in their order. */
  readonly requests: readonly string[];
  /** Answers to the next requests for tokens, in place of tokens. */
  readonly troubles: RequestListener[];
  /** What it calls the service account of the machine. */
  email: string;
}

const BASE = '/computeMetadata/v1';

/** Runs one while `use` runs. */
export function withMetadataServer<T>(
  tokens: Tokens,
  use: (server: MetadataServer) => Promise<T>,
): Promise<T> {
  const requests: string[] = [];
  const troubles: RequestListener[] = [];
  const settings = { email: 'machine@shop.iam.gserviceaccount.com' };
  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '', 'http://metadata');
    requests.push(url.pathname + url.search);
    response.setHeader('Metadata-Flavor', 'Google');
    if (request.headers['metadata-flavor'] !== 'Google') return answer(response, 403, {});
    switch (url.pathname) {
      case `${BASE}/instance`:
      case `${BASE}/project/project-id`:
        return text(response, 'shop');
      case `${BASE}/instance/service-accounts/default/email`:
        return text(response, settings.email);
      case `${BASE}/instance/service-accounts/default/token`:
        return token(request, response, url.searchParams.get('scopes')?.split(',') ?? []);
      default:
        return answer(response, 404, {});
    }
  };
  const token = (request: IncomingMessage, response: ServerResponse, scopes: string[]): void => {
    const trouble = troubles.shift();
    if (trouble !== undefined) return trouble(request, response);
    const access_token = tokens.issue({ member: `serviceAccount:${settings.email}`, scopes });
    answer(response, 200, { access_token, expires_in: tokens.lifetime, token_type: 'Bearer' });
  };
  return withHttp(listener, ({ host }) => {
    const environment = { GCE_METADATA_HOST: host, METADATA_SERVER_DETECTION: 'assume-present' };
    return use(Object.assign(settings, { environment, requests, troubles }));
  });
}

function text(response: ServerResponse, content: string): void {
  response.writeHead(200, { 'content-type': 'application/text' }).end(content);
}
