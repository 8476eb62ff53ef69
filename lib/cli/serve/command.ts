/** `image-updater serve`: options and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runService } from '../lifecycle.ts';
import { CONFIG } from '../options.ts';
import { wholeNumber } from '../whole-number.ts';
import type { ServeOptions } from './run-serve.ts';

export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .description('serve the HTTP API and the endpoint for push subscriptions, in a cluster or on a laptop')
    .option(...CONFIG)
    .option('--port <port>', 'TCP port to listen on; 0 takes a free port', wholeNumber(0, 65_535), 5000)
    .option('--host <address>', 'address to listen on; 0.0.0.0 means all', '127.0.0.1')
    .option(
      '--linger-seconds <n>',
      'after SIGTERM, accept requests for this long, with /ready at 503',
      wholeNumber(0, 600),
      10,
    )
    .option('--drain-seconds <n>', 'at shutdown, time limit for requests in flight', wholeNumber(0, 600), 25)
    .option('--metrics', 'serve metrics at /metrics, in the Prometheus format')
    .option(
      '--development-key',
      'also accept a random API key, which is printed at start; on loopback addresses only',
    )
    .action((options: ServeOptions) =>
      runService(async (context) => {
        const { runServe } = await import('./run-serve.ts');
        return runServe(options, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Serves POST /api/update, and receives the requests of Pub/Sub push subscriptions at /projects/PROJECT/topics/TOPIC. The configuration lists the callers of the API under `callback`, and the accounts of push subscriptions with their topics under `pushers`. /doc/ documents the API and has a form to try it.',
    'SIGTERM: for --linger-seconds requests are still accepted, and /ready returns 503, so that load balancers stop sending requests. Then no request is accepted, and requests in flight are finished. Ctrl-C and SIGHUP skip the first phase. A second SIGTERM or Ctrl-C ends the process at once.',
    'Log lines are written to standard output, all other messages to standard error.',
  ],
  examples: ({ run }) => `kubectl proxy --port 8001 &
${run} serve --development-key \\
  --config config.yaml
${run} serve --host 0.0.0.0 --port 8080 --metrics`,
  exitCodes: [
    [EXIT.done, 'all requests in flight were finished'],
    [EXIT.failed, 'a request was aborted after --drain-seconds, or standard output was closed'],
    [EXIT.misuse, 'wrong use, no usable configuration, or the port cannot be used'],
    [EXIT.interrupted, 'ended at once by a second signal'],
  ],
  troubleshooting: [
    {
      symptom: 'EADDRINUSE',
      remedy: 'another process listens on the port. Choose another --port.',
    },
    {
      symptom: 'every request is answered with 401',
      remedy:
        'the configuration has no `callback` with keys or e-mails (for push subscriptions: no `pushers`). The startup message says so. On a laptop use --development-key.',
    },
    {
      symptom: 'not reachable from another machine or pod',
      remedy: 'the default --host is 127.0.0.1. Use --host 0.0.0.0.',
    },
  ],
};
