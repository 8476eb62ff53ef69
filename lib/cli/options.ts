/** Options and arguments that several commands share: flags and their sentence in the help, as commander takes them. */

/** The sentence for a configuration that a command reads. */
export const CONFIG_HELP =
  'configuration file (default: the file in IMAGE_UPDATER_CONFIG_FILE, or the YAML text in IMAGE_UPDATER_CONFIG)';

export const CONFIG = ['--config <file>', CONFIG_HELP] as const;
export const JSON_DOCUMENT = ['--json', 'print one JSON document instead of text'] as const;
export const UNPINNED = [
  '--unpinned',
  'without a digest, also update containers whose image has a digest',
] as const;
export const IGNORE_LIMIT = ['--ignore-limit', 'ignore the `limits` of the configuration'] as const;
/** As an argument: the image of a push. */
export const PUSHED_IMAGE = [
  '[image]',
  'pushed image: HOST/PATH, HOST/PATH:TAG or HOST/PATH:TAG@sha256:…; the push counts as published now',
] as const;
export const EVENT = [
  '--event <file>',
  'file with a registry event, bare or as Pub/Sub pushes it; `-` reads standard input',
] as const;
