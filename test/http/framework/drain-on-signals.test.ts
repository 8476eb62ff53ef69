/** A process of its own: handlers of signals are those of a process. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ROOT } from '../../support/project-root.ts';

/** A server with a handler of signals that comes with its port, as that of the framework does, and with slow answers. */
const PROGRAM = `
import { createServer } from 'node:http';
import { requestsInFlight } from './lib/http/in-flight.ts';
import { drainOnSignals } from './lib/http/framework/drain-on-signals.ts';
const inFlight = requestsInFlight();
const server = createServer((_request, response) => {
  process.stdout.write('begun\\n');
  const answer = (resolve) => response.end('done', () => resolve());
  void inFlight.track(new Promise((resolve) => setTimeout(answer, 300, resolve)), response);
});
drainOnSignals(server, inFlight);
server.listen(0, '127.0.0.1', () => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(9));
  process.stdout.write(server.address().port + '\\n');
});
`;

describe('a server of the framework that is asked to end', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`finishes what is in flight on ${signal}, and ends with 0`, async () => {
      const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', PROGRAM], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
        const port = String((await lines.next()).value);
        const answer = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
        assert.equal((await lines.next()).value, 'begun');
        child.kill(signal);
        assert.deepEqual([await answer, await ended], ['done', 0]);
      } finally {
        child.kill('SIGKILL');
      }
    }).timeout(20_000);
});
