/** Options that several commands share: flags and what help says of them, as commander takes them. */

/** What help says of a configuration that a command reads. */
export const CONFIG_HELP =
  'the configuration (default: what IMAGE_UPDATER_CONFIG holds or IMAGE_UPDATER_CONFIG_FILE names)';

export const CONFIG = ['--config <file>', CONFIG_HELP] as const;
export const JSON_DOCUMENT = ['--json', 'one JSON document instead of text'] as const;
export const UNPINNED = [
  '--unpinned',
  'without a digest, also where the image of a container carries one',
] as const;
export const IGNORE_LIMIT = ['--ignore-limit', 'as if the configuration had no `limits`'] as const;
/** As an argument: the image of a push. */
export const PUSHED_IMAGE = [
  '[image]',
  'HOST/PATH, HOST/PATH:TAG or HOST/PATH:TAG@sha256:…, as if it were pushed now',
] as const;
export const EVENT = [
  '--event <file>',
  'an event of the registry in a file, or as Pub/Sub pushes it; - for standard input',
] as const;
