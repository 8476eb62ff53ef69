/** A client that is strict about HTTP, the JDK's, against `serve`: proxies such as Envoy are as strict. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { runServe } from '../../../lib/cli/serve/run-serve.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../../support/builders.ts';
import { callersConfig } from '../../support/callers-config.ts';
import { run } from '../../support/cli-in-process.ts';
import { EMAIL, token, withCertificates } from '../../support/google-certificates.ts';
import { images, stored } from '../../support/on-sandbox.ts';
import { runProgram } from '../../support/run-program.ts';
import { servedConfig } from '../../support/served-functions.ts';
import { findEmulator } from './find-emulator.ts';

const CALLER = 'api@shop.iam.gserviceaccount.com';
const CONFIG = `${callersConfig('a-key-of-a-test').replace(EMAIL, CALLER)}repositories: ['**']
pushers: [{ email: '${EMAIL}', topics: [projects/shop/topics/gcr] }]\n`;
const TOPIC = '/projects/shop/topics/gcr';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: string;
}

/** What the client says of each answer: its status and its bytes, or what is wrong with it. */
async function answersTo(url: string, requests: readonly Sent[]): Promise<readonly string[]> {
  const found = findEmulator(process.env);
  assert.ok('java' in found);
  const lines = requests.map(
    (sent) => `${sent.method} ${sent.path} ${sent.token ?? '-'} ${sent.body ?? '-'}\n`,
  );
  const program = [path.join(import.meta.dirname, 'Strict.java'), url];
  const { code, stdout, stderr } = await runProgram(found.java, program, { input: lines.join('') });
  assert.equal(code, 0, stderr);
  return stdout.trim().split('\n');
}

function push(number: number): Sent {
  const event = { action: 'INSERT', tag: `${REPOSITORY}:v1`, digest: `${REPOSITORY}@${digest(number)}` };
  const data = btoa(JSON.stringify(event));
  const message = { data, messageId: String(number), publishTime: new Date().toISOString() };
  return { method: 'POST', path: TOPIC, token: token(), body: JSON.stringify({ message }) };
}

describe('a strict HTTP client', () => {
  it('finds no fault with the answers of serve: pushes, calls, refusals', () =>
    withCertificates(async (certificates) => {
      const sandbox = await startSandbox({ objects: [stored({})] });
      const stop = new AbortController();
      const listening = Promise.withResolvers<string>();
      const serving = run(
        (context) =>
          runServe({ port: 0, host: '127.0.0.1', lingerSeconds: 0, drainSeconds: 5 }, context, certificates),
        {
          environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, CONFIG) },
          note: (text) => listening.resolve(/http:\S+?(?=\/doc\/)/.exec(text)?.[0] ?? text),
          signal: stop.signal,
        },
      );
      try {
        const api = JSON.stringify({ imageName: REPOSITORY, tag: 'v1', digest: digest(2) });
        const answers = await answersTo(await listening.promise, [
          push(1),
          push(1),
          { method: 'POST', path: TOPIC, body: '{}' },
          push(2),
          { method: 'POST', path: '/api/update', token: token({ email: CALLER }), body: api },
          { method: 'GET', path: '/health' },
          { method: 'HEAD', path: '/health' },
          { method: 'GET', path: '/doc' },
          { method: 'GET', path: '/nothing' },
          { method: 'DELETE', path: '/api/update' },
        ]);
        const statuses = answers.map((answer) => answer.replace(/(?<=^\d{3}) .*/, ''));
        assert.deepEqual(statuses, ['204', '204', '401', '204', '200', '200', '200', '308', '404', '405']);
        assert.deepEqual(
          answers.filter((answer) => answer.startsWith('204')),
          ['204 0', '204 0', '204 0'],
        );
        assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(2)}` });
      } finally {
        stop.abort();
        await serving;
        await sandbox.close();
      }
    }));
});
