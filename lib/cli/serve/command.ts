/** `image-updater serve`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runService } from '../lifecycle.ts';
import { CONFIG } from '../options.ts';
import { wholeNumber } from '../whole-number.ts';
import type { ServeOptions } from './run-serve.ts';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve the HTTP API and the push endpoint in one process, inside a cluster or on a laptop')
    .option(...CONFIG)
    .option('--port <port>', 'listen on this port', wholeNumber(0, 65_535), 5000)
    .option('--host <address>', 'listen on this address; 0.0.0.0 for all', '127.0.0.1')
    .option(
      '--linger-seconds <n>',
      'on SIGTERM, serve on for this long, with /ready at 503',
      wholeNumber(0, 600),
      10,
    )
    .option(
      '--drain-seconds <n>',
      'at shutdown, wait this long for requests in flight',
      wholeNumber(0, 600),
      25,
    )
    .option('--metrics', 'serve metrics at /metrics, in the Prometheus format')
    .option('--development-key', 'accept a random API key, which is printed at start; on loopback only')
    .addHelpText('after', HELP(COMMAND_NAME))
    .action((options: ServeOptions) =>
      runService(async (context) => {
        const { runServe } = await import('./run-serve.ts');
        return runServe(options, context);
      }),
    );
}

const HELP = ({ run }: CommandName): string => `
Answers POST /api/update, and receives what a push subscription of Pub/Sub posts
to /projects/PROJECT/topics/TOPIC. The configuration lists the callers of the
API under callback, and the push accounts, each with its topics, under pushers.
/doc/ describes the API, and has a form to try it. With --development-key the
API also accepts a random key, which is printed at start.

Examples:
  kubectl proxy --port 8001 &
  ${run} serve --development-key \\
    --config config.yaml
  ${run} serve --host 0.0.0.0 --port 8080 --metrics

SIGTERM: it serves on for --linger-seconds, with /ready at 503, so that load
balancers send requests elsewhere. Then, or at once on Ctrl-C, it accepts no
more requests, and finishes those in flight. A second signal ends it at once.
SIGHUP ends it as Ctrl-C does.

Exit code: 0 all requests in flight were finished, 1 one took too long, or
nobody reads the log lines any more, 2 wrong use or no usable configuration,
130 ended at once.
`;
