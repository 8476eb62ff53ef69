/**
 * What gcloud takes: the commands and flags that pages and printed commands use, recorded from the Cloud SDK
 * (`data/cli/gcloud_completions.py`); test/e2e/pubsub holds the record to the SDK that is installed.
 */
import surface from './gcloud-surface.json' with { type: 'json' };

/** `bool`, `value`, or the values that there are. */
type FlagKind = string | readonly string[];
type Flags = Readonly<Record<string, FlagKind>>;

/** What a command cannot do without, as it says where nothing is given: how many names, and flags. */
export interface Required {
  readonly names: number;
  readonly flags?: readonly string[];
}

const ONE_NAME: Required = { names: 1 };
const A_BINDING: Required = { names: 1, flags: ['--member', '--role'] };

/** By command; those that are left out do without any. */
export const GCLOUD_REQUIRED: ReadonlyMap<string, Required> = new Map([
  ['artifacts docker images describe', ONE_NAME],
  ['artifacts repositories add-iam-policy-binding', A_BINDING],
  ['artifacts repositories create', { names: 1, flags: ['--repository-format'] }],
  ['beta services identity create', { names: 0, flags: ['--service'] }],
  ['components install', ONE_NAME],
  ['config get', ONE_NAME],
  ['config set', { names: 2 }],
  ['container clusters describe', ONE_NAME],
  ['container clusters get-credentials', ONE_NAME],
  ['container clusters update', ONE_NAME],
  ['functions deploy', ONE_NAME],
  ['functions describe', ONE_NAME],
  ['iam service-accounts add-iam-policy-binding', A_BINDING],
  ['iam service-accounts remove-iam-policy-binding', A_BINDING],
  ['iam service-accounts create', ONE_NAME],
  ['kms keys list', { names: 0, flags: ['--keyring', '--location'] }],
  ['projects add-iam-policy-binding', A_BINDING],
  ['projects describe', ONE_NAME],
  ['pubsub subscriptions add-iam-policy-binding', A_BINDING],
  ['pubsub subscriptions create', { names: 1, flags: ['--topic'] }],
  ['pubsub subscriptions describe', ONE_NAME],
  ['pubsub subscriptions pull', ONE_NAME],
  ['pubsub subscriptions seek', ONE_NAME],
  ['pubsub subscriptions update', ONE_NAME],
  ['pubsub topics add-iam-policy-binding', A_BINDING],
  ['pubsub topics create', ONE_NAME],
  ['pubsub topics describe', ONE_NAME],
  ['pubsub topics publish', ONE_NAME],
  ['run services add-iam-policy-binding', A_BINDING],
]);

/** By command, such as `pubsub topics create`; those that every command takes by the empty name. */
export const GCLOUD_SURFACE: ReadonlyMap<string, Flags> = new Map(Object.entries<Flags>(surface));

export interface GcloudCommand {
  readonly command: string;
  readonly positionals: readonly string[];
  /** Without the dashes; the value of a switch is empty. */
  readonly flags: ReadonlyMap<string, string>;
}

/** Reads the words after `gcloud`. Throws an error that says what gcloud would not take. */
export function parseGcloud(words: readonly string[]): GcloudCommand {
  const command = commandIn(words);
  const known = { ...GCLOUD_SURFACE.get(''), ...GCLOUD_SURFACE.get(command) };
  const positionals: string[] = [];
  const flags = new Map<string, string>();
  const rest = words.slice(command.split(' ').length);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('--')) {
      positionals.push(word);
      continue;
    }
    const [name = '', ...parts] = word.split('=');
    const kind = kindOf(name, known, command);
    const value = kind === 'bool' ? '' : parts.length > 0 ? parts.join('=') : rest.shift();
    if (value === undefined) throw new Error(`gcloud ${command}: expected a value of ${name}, got none`);
    if (Array.isArray(kind) && !kind.includes(value))
      throw new Error(`gcloud ${command}: expected ${name} to be one of ${kind.join(', ')}, got ${value}`);
    flags.set(name.slice(2), value);
  }
  checkRequired(command, positionals, flags);
  return { command, positionals, flags };
}

function checkRequired(
  command: string,
  positionals: readonly string[],
  flags: ReadonlyMap<string, string>,
): void {
  const { names, flags: needed = [] } = GCLOUD_REQUIRED.get(command) ?? { names: 0 };
  if (positionals.length < names)
    throw new Error(`gcloud ${command}: expected ${names} names, got ${positionals.length}`);
  const missing = needed.find((flag) => !flags.has(flag.slice(2)));
  if (missing !== undefined) throw new Error(`gcloud ${command}: expected ${missing}, got none`);
}

function commandIn(words: readonly string[]): string {
  const lengths = words.map((_, index) => words.length - index);
  const found = lengths
    .map((count) => words.slice(0, count).join(' '))
    .find((each) => GCLOUD_SURFACE.has(each));
  if (found === undefined || found === '')
    throw new Error(`expected a command of gcloud, got ${words.join(' ')}`);
  return found;
}

function kindOf(name: string, known: Flags, command: string): FlagKind {
  const kind = known[name];
  if (kind !== undefined) return kind;
  if (known[name.replace(/^--no-/, '--')] === 'bool') return 'bool';
  throw new Error(`gcloud ${command}: expected a flag that it has, got ${name}`);
}
