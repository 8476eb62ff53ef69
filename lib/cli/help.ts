/** What `--help` says of options, and below them. Apart from the commands, so that help loads none of them. */

/** The option that names the configuration, and what help says of it. */
export const CONFIG_OPTION = '--config <file>';
export const CONFIG_HELP =
  'the configuration (default: what IMAGE_UPDATER_CONFIG holds or IMAGE_UPDATER_CONFIG_FILE names)';

export const CLUSTERS_HELP = `
Asks every configured cluster, and changes nothing there. Whether the image-only
policy is in force is found out by a change that is only tried (dry run).

Examples:
  image-updater clusters --config config.yaml
  image-updater clusters --json |
    jq -r '.clusters[] | select(.served | not) | [.cluster, .why] | @tsv'

--json: how many clusters there are (total) and are served, how many entries led to
none or not to all (notFound) and stand for none now (empty); and in clusters a row
for each, with its state (inspected, unreachable, notFound, empty), served, why not,
found, faults and advice with commands, and of one that answered all the rest.

Exit code: 0 all can be served, 1 one cannot, 2 wrong use or no usable configuration.
`;

export const CONFIG_CHECK_HELP = `
Examples:
  image-updater config check config.yaml
  image-updater config check config.yaml --online
  IMAGE_UPDATER_CONFIG_FILE=config.yaml image-updater config check --json

Exit code: 0 all is well, 1 there are complaints, or a cluster cannot be served,
2 wrong use, or no configuration to check.
`;
