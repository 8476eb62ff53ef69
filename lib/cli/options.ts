/** Options that several commands share: flags and what help says of them, as commander takes them. */

/** What help says of a configuration that a command reads. */
export const CONFIG_HELP =
  'the configuration file (default: the one in IMAGE_UPDATER_CONFIG_FILE, or the text in IMAGE_UPDATER_CONFIG)';

export const CONFIG = ['--config <file>', CONFIG_HELP] as const;
export const JSON_DOCUMENT = ['--json', 'print one JSON document instead of text'] as const;
export const UNPINNED = [
  '--unpinned',
  'without a digest, also update containers whose image has one',
] as const;
export const IGNORE_LIMIT = ['--ignore-limit', 'ignore the `limits` of the configuration'] as const;
/** As an argument: the image of a push. */
export const PUSHED_IMAGE = [
  '[image]',
  'HOST/PATH, HOST/PATH:TAG or HOST/PATH:TAG@sha256:…, as if it were pushed now',
] as const;
export const EVENT = [
  '--event <file>',
  'a file with a registry event, bare or as Pub/Sub pushes it; - for standard input',
] as const;
