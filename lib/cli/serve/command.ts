/** `image-updater serve`: its declaration and help. */
import type { Command } from 'commander';
import { runService } from '../lifecycle.ts';
import { CONFIG } from '../options.ts';
import { wholeNumber } from '../whole-number.ts';
import type { ServeOptions } from './run-serve.ts';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('the HTTP API and the push endpoint in one process, inside a cluster or on a laptop')
    .option(...CONFIG)
    .option('--port <port>', 'listens there', wholeNumber(0, 65_535), 5000)
    .option('--host <address>', 'on this address; 0.0.0.0 for all', '127.0.0.1')
    .option('--drain-seconds <n>', 'for what is at work when it is to end', wholeNumber(0, 600), 25)
    .option('--metrics', 'shows counts at /metrics, in the format of Prometheus')
    .option('--development-key', 'lets a random API key call, which is shown at start; on loopback only')
    .addHelpText('after', HELP)
    .action((options: ServeOptions) =>
      runService(async (surroundings) => {
        const { runServe } = await import('./run-serve.ts');
        return runServe(options, surroundings);
      }),
    );
}

const HELP = `
Answers POST /api/update, and takes what a push subscription of Pub/Sub posts to
/projects/PROJECT/topics/TOPIC. Callers of the API are listed under callback in
the configuration, push accounts under pushers, each with its topics. /doc/
describes the API, and a call can be tried there. With --development-key one
more caller is let in, by a random key that is shown at start.

Examples:
  kubectl proxy --port 8001 &
  image-updater serve --config infra/kubernetes/dev.yaml --development-key
  image-updater serve --host 0.0.0.0 --port 8080 --metrics

SIGTERM or Ctrl-C: it takes no more, and brings to its end what is at work. A
second one ends it at once.

Exit code: 0 all that was at work was done, 1 it took too long, or nobody reads
the log lines any more, 2 wrong use or no usable configuration, 130 ended at
once.
`;
