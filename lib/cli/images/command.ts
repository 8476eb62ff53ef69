/** `image-updater images`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runQuery } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { ImagesOptions } from './run-images.ts';

export function addImages(program: Command): void {
  const command = program
    .command('images')
    .description('list every running image with its containers, policies, last updates and holds')
    .argument('[image]', 'only this image, with any tag')
    .option('--all', 'also list containers in namespaces that the configuration excludes')
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .action((image: string | undefined, options: ImagesOptions) =>
      runQuery(async (context) => {
        const { runImages } = await import('./run-images.ts');
        return runImages({ ...options, image }, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Reads every configured cluster and changes nothing. The last update is read from the workload: when the push was published, its source, and its id, which the log lines of that push contain too. "changed since" means that somebody else changed the image after that update; the container is updated again by a newer push.',
  ],
  examples: ({ run, quiet }) => `${run} images --config config.yaml
${run} images nginx
${quiet} images --json |
  jq -r '.images[] | .repository as $r | .containers[] |
    select(.hold) | [$r, .cluster, .name, .hold.why] | @tsv'`,
  json: '`images` by repository, each with its containers: image, policy and source (or reason, message and detail if it follows no pushes), applied and hold; and `faults`, for what could not be read.',
  exitCodes: [
    [EXIT.done, 'everything was read'],
    [EXIT.failed, 'a cluster or a list could not be read'],
    [EXIT.misuse, 'wrong use, or no usable configuration'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: [
    {
      symptom: 'containers in excluded namespaces',
      remedy: 'the configuration excludes these namespaces. --all lists them too.',
    },
    {
      symptom: 'images that cannot be parsed',
      remedy:
        'the image of these containers is not a valid reference, so no push can update them. Correct it.',
    },
  ],
};
