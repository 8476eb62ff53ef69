/** `serve` in this process, with Google's certificates on loopback, over a sandbox with one Deployment. */
import { runServe } from '../../lib/cli/serve/run-serve.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { run } from '../support/cli-in-process.ts';
import { servedConfig } from '../support/served-functions.ts';
import { stored } from '../support/on-sandbox.ts';
import { callersConfig } from '../support/callers-config.ts';

const KEY = 'a-key-of-a-test';

/** One key, and one account that may call. */
export const CALLERS = callersConfig(KEY);

export interface Served {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Log lines so far. */
  readonly lines: () => readonly string[];
}

/** Serves while `use` runs. */
export async function whileServing<T>(
  use: (served: Served) => Promise<T>,
  {
    more = CALLERS,
    certificates,
    object = {},
  }: {
    readonly more?: string;
    readonly certificates?: URL;
    readonly object?: Parameters<typeof stored>[0];
  } = {},
): Promise<T> {
  const sandbox = await startSandbox({ objects: [stored(object)] });
  const stop = new AbortController();
  const listening = Promise.withResolvers<string>();
  const lines: string[] = [];
  const running = run(
    (context) =>
      runServe({ port: 0, host: '127.0.0.1', lingerSeconds: 0, drainSeconds: 1 }, context, certificates),
    {
      environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, more) },
      write: (text) => void lines.push(...text.split('\n').filter((line) => line !== '')),
      note: (text) => {
        const [, url] = /(http:\S+)\/doc\//.exec(text) ?? [];
        if (url !== undefined) listening.resolve(url);
      },
      signal: stop.signal,
    },
  );
  try {
    return await use({ url: await listening.promise, sandbox, lines: () => lines });
  } finally {
    stop.abort();
    await running;
    await sandbox.close();
  }
}

/** Calls the API with the key, unless other headers are given. */
export function call(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = { 'x-api-key': KEY },
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
  });
}

/** The status of an answer, whose body is read to its end. */
export async function statusOf(sent: Promise<Response>): Promise<number> {
  const answer = await sent;
  await answer.arrayBuffer();
  return answer.status;
}
