/** Entrances as processes of their own, and what one TCP connection hears from them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '../support/project-root.ts';

export interface Entrance {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** All that it wrote so far. */
  readonly output: () => string;
}

const FUNCTION = `
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
await import('./functions/index.ts');
const { getTestServer } = await import('@google-cloud/functions-framework/testing');
const server = getTestServer(process.env.TARGET).listen(0, '127.0.0.1');
await once(server, 'listening');
flushCompileCache();
process.stderr.write('listening on http://127.0.0.1:' + server.address().port + '/doc/\\n');
`;

/** A function in the framework, as the platform loads it, while `use` runs. */
export function withFunction<T>(
  target: 'imagePushed' | 'updateImage',
  config: string,
  use: (entrance: Entrance) => Promise<T>,
): Promise<T> {
  const program = ['--input-type=module-typescript', '--eval', FUNCTION];
  return withProcess(program, { IMAGE_UPDATER_CONFIG: config, TARGET: target }, use);
}

/** `image-updater serve` while `use` runs. */
export function withServe<T>(config: string, use: (entrance: Entrance) => Promise<T>): Promise<T> {
  const program = ['lib/cli/main.ts', 'serve', '--port', '0', '--drain-seconds', '1'];
  return withProcess(program, { IMAGE_UPDATER_CONFIG: config }, use);
}

async function withProcess<T>(
  program: readonly string[],
  environment: Readonly<Record<string, string>>,
  use: (entrance: Entrance) => Promise<T>,
): Promise<T> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, HOME, NODE_COMPILE_CACHE, ...environment };
  const child = spawn(process.execPath, program, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const listening = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const [, url] = /(http:\S+?)\/doc\//.exec(output) ?? [];
      if (url !== undefined) listening.resolve(url);
    });
  const ended = once(child, 'exit');
  void ended.then(() => listening.reject(new Error(`the process ended: ${output}`)));
  try {
    const url = await listening.promise;
    return await use({ url, port: Number(new URL(url).port), output: () => output });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** How long somebody waits who is not answered, in milliseconds: only what is at fault takes as long. */
const PATIENCE_MS = 10_000;

/** The statuses that one connection hears after it sent this text, and `closed` where it is ended; `nothing` in time. */
export async function heard(
  port: number,
  text: string | Uint8Array,
  enough: (said: readonly string[]) => boolean = ({ length }) => length > 0,
): Promise<readonly string[]> {
  const socket = connect(port, '127.0.0.1');
  const done = new AbortController();
  const said: string[] = [];
  const hear = (...what: string[]): void => {
    said.push(...what);
    if (enough(said)) done.abort();
  };
  socket.on('error', () => undefined).setEncoding('latin1');
  socket.on('data', (chunk: string) =>
    hear(...Array.from(chunk.matchAll(/HTTP\/1\.1 (\d+)/g), ([, status = '']) => status)),
  );
  socket.on('close', () => hear('closed'));
  socket.write(text);
  await delay(PATIENCE_MS, undefined, { signal: done.signal }).catch(() => undefined);
  socket.destroy();
  return said.length === 0 ? ['nothing'] : said;
}

/** A request head for a body of so many bytes, of which only the first come. */
export function head(
  method: string,
  target: string,
  headers: Readonly<Record<string, string | number>>,
): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** Status, media type and reason of an answer. */
export async function answerTo(sent: Promise<Response>): Promise<readonly [number, string, unknown]> {
  const answer = await sent;
  const type = answer.headers.get('content-type')?.replace(/;.*/, '') ?? '';
  const text = await answer.text();
  const document: unknown = type.endsWith('json') ? JSON.parse(text) : {};
  assert.ok(typeof document === 'object' && document !== null);
  return [answer.status, type, Reflect.get(document, 'reason')];
}
