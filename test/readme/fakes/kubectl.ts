/** kubectl in front of an empty cluster: it reads what is applied, and remembers it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { loadAll } from 'js-yaml';
import { isObject, stringOr, valueAt } from '../../../lib/core/text/json.ts';
import type { State } from './state.ts';

/** Words that a person has to replace before a manifest is applied. */
const PLACEHOLDERS = /SERVICE_ACCOUNT_EMAIL|SERVICE_ACCOUNT_WITH_DOTS|\bREGISTRY\b|\bVERSION\b|\bPROJECT\b|…/;

type Options = NonNullable<ParseArgsConfig['options']>;

const NAMESPACE = { namespace: { type: 'string', short: 'n' }, context: { type: 'string' } } as const;
const AS = { as: { type: 'string' } } as const;
const ALL = { 'all-namespaces': { type: 'boolean', short: 'A' } } as const;

/** Commands that change nothing here: how many names they need, and their own options. */
const HARMLESS: ReadonlyMap<string, { readonly names: number; readonly options: Options }> = new Map([
  [
    'annotate',
    { names: 3, options: { ...AS, 'dry-run': { type: 'string' }, overwrite: { type: 'boolean' } } },
  ],
  ['auth', { names: 1, options: { ...AS, ...ALL, list: { type: 'boolean' } } }],
  ['get', { names: 1, options: { ...ALL, output: { type: 'string', short: 'o' } } }],
  ['label', { names: 3, options: { overwrite: { type: 'boolean' } } }],
  ['logs', { names: 1, options: { follow: { type: 'boolean', short: 'f' }, since: { type: 'string' } } }],
  ['proxy', { names: 0, options: { port: { type: 'string' } } }],
  ['rollout', { names: 2, options: { 'to-revision': { type: 'string' } } }],
  ['scale', { names: 1, options: { ...AS, replicas: { type: 'string' } } }],
  ['set', { names: 3, options: {} }],
  ['wait', { names: 1, options: { for: { type: 'string' }, timeout: { type: 'string' } } }],
]);

/** Throws what kubectl, or the cluster, would refuse. */
export function kubectl(
  words: readonly string[],
  state: State,
  { folder, stdin }: { readonly folder: string; readonly stdin: string },
): void {
  const option = (...names: readonly string[]): string =>
    words[words.findIndex((word) => names.includes(word)) + 1 || words.length] ?? '';
  const command =
    words.find((word, index) => !word.startsWith('-') && words[index - 1] !== '--context') ?? '';
  const namespace = option('-n', '--namespace');
  const file = option('-f', '--filename');
  if (command === 'apply' || command === 'delete') {
    const text = file === '-' ? stdin : readFileSync(path.join(folder, file), 'utf8');
    return command === 'apply' ? apply(text, namespace, state) : remove(text, state);
  }
  if (command === 'create') return create(words, { namespace, folder }, state);
  checkHarmless(command, words);
}

function checkHarmless(command: string, words: readonly string[]): void {
  const known = HARMLESS.get(command);
  if (known === undefined) throw new Error(`expected a command of kubectl, got ${command}`);
  const options = { ...NAMESPACE, ...known.options };
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true, options });
  const names = positionals.length - 1;
  if (names < known.names)
    throw new Error(`expected ${known.names} names for kubectl ${command}, got ${names}`);
}

/** What is not there cannot be deleted. */
function remove(text: string, state: State): void {
  for (const object of loadAll(text)) {
    const name = `${stringOr(valueAt(object, ['kind']), '')} ${stringOr(valueAt(object, ['metadata', 'name']), '')}`;
    state.need('object', name);
    state.remove('object', name);
  }
}

function apply(text: string, namespace: string, state: State): void {
  const [placeholder] = PLACEHOLDERS.exec(text.replaceAll(/^ *#.*$/gm, '')) ?? [];
  if (placeholder !== undefined)
    throw new Error(`expected a manifest without placeholders, got ${placeholder}`);
  for (const object of loadAll(text)) addObject(object, namespace, state);
}

function addObject(object: unknown, namespace: string, state: State): void {
  const part = (...keys: readonly string[]): string => stringOr(valueAt(object, keys), '');
  const kind = part('kind');
  if (!isObject(object) || kind === '' || part('apiVersion') === '')
    throw new Error('expected an object of Kubernetes');
  if (kind === 'List') {
    const items = valueAt(object, ['items']);
    return (Array.isArray(items) ? items : []).forEach((item: unknown) => addObject(item, namespace, state));
  }
  const place = part('metadata', 'namespace') || namespace;
  if (place !== '' && kind !== 'Namespace' && !['shop', 'pay', 'default'].includes(place))
    state.need('object', `Namespace ${place}`);
  state.add('object', `${kind} ${part('metadata', 'name')}`);
  state.add('object once', `${kind} ${part('metadata', 'name')}`);
}

function create(
  words: readonly string[],
  { namespace, folder }: { readonly namespace: string; readonly folder: string },
  state: State,
): void {
  const [, kind = '', name = ''] = words;
  if (kind !== 'configmap') throw new Error(`expected kubectl create configmap, got ${kind}`);
  const [, file = ''] = /--from-file=(?:[\w.]+=)?(\S+)/.exec(words.join(' ')) ?? [];
  if (!existsSync(path.resolve(folder, file))) throw new Error(`expected the file ${file}, got none`);
  if (namespace !== '') state.need('object', `Namespace ${namespace}`);
  if (state.has('object', `ConfigMap ${name}`)) throw new Error(`AlreadyExists: the ConfigMap ${name}`);
  state.add('object', `ConfigMap ${name}`);
}
