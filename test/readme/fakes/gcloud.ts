/**
 * gcloud as a new project answers it: a command fails that needs an API which is not enabled, or names a topic, a
 * subscription, an account or a function that nobody made.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../../lib/core/environment.ts';
import { parseGcloud } from '../../support/gcloud-command.ts';
import { PUSHED_DIGEST, type State } from './state.ts';

const PROJECT_NUMBER = '123456789012';

/** APIs that a command needs, by how it begins; those of every new project (logging, monitoring, storage) are left out. */
const NEEDS: readonly (readonly [start: string, apis: readonly string[]])[] = [
  ['artifacts', ['artifactregistry']],
  ['container', ['container']],
  ['functions', ['cloudfunctions']],
  ['functions deploy', ['artifactregistry', 'cloudbuild', 'run']],
  ['iam', ['iam']],
  ['projects', ['cloudresourcemanager']],
  ['pubsub', ['pubsub']],
  ['run', ['run']],
];

/** One command, with what it names. */
interface Call {
  readonly state: State;
  readonly folder: string;
  readonly positionals: readonly string[];
  readonly first: string;
  /** Empty where it is not given. */
  readonly flag: (name: string) => string;
  /** Throws where none is named: none is set for a person who begins. */
  readonly project: () => string;
}

/** What it prints. Throws what gcloud would refuse. */
export function gcloud(
  words: readonly string[],
  state: State,
  { folder, environment }: { readonly folder: string; readonly environment: Environment },
): string {
  const { command, positionals, flags } = parseGcloud(words);
  const [first = ''] = positionals;
  const flag = (name: string): string => flags.get(name) ?? '';
  const named = (): string => {
    if (command.startsWith('projects')) return first;
    if (command.startsWith('artifacts docker')) return first.split('/')[1] ?? '';
    return flag('project') || (environment['CLOUDSDK_CORE_PROJECT'] ?? '');
  };
  const project = (): string => projectId(named(), command);
  for (const [start, apis] of NEEDS)
    if (command.startsWith(start)) for (const api of apis) state.need('API', apiOf(project(), api));
  const answer = ANSWERS[command]?.({ state, folder, positionals, first, flag, project }) ?? '';
  // Whatever it prints ends its line: `while read` would miss a line that does not.
  return answer === '' || answer.endsWith('\n') ? answer : `${answer}\n`;
}

function projectId(text: string, command: string): string {
  if (/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text)) return text;
  throw new Error(`gcloud ${command}: expected the id of a project, got ${text === '' ? 'none' : text}`);
}

function apiOf(project: string, api: string): string {
  return `${project} ${api.replace(/\.googleapis\.com$/, '')}`;
}

/** The full name of a topic or a subscription. */
function fullName({ project }: Call, collection: string, name: string): string {
  return name.startsWith('projects/') ? name : `projects/${project()}/${collection}/${name}`;
}

function needTopic(call: Call, name: string): void {
  if (name !== '') call.state.need('topic', fullName(call, 'topics', name));
}

function needSubscription(call: Call): undefined {
  call.state.need('subscription', fullName(call, 'subscriptions', call.first));
}

/** Accounts of other projects are there. */
function needAccount({ state, project }: Call, email: string): void {
  if (email.endsWith(`@${project()}.iam.gserviceaccount.com`)) state.need('account', email);
}

function needMember(call: Call): undefined {
  needAccount(call, call.flag('member').replace(/^serviceAccount:/, ''));
}

function createTopics(call: Call): undefined {
  for (const name of call.positionals) {
    const topic = fullName(call, 'topics', name);
    if (call.state.has('topic', topic)) throw new Error(`ALREADY_EXISTS: ${topic}`);
    call.state.add('topic', topic);
  }
}

function createSubscription(call: Call): undefined {
  const { state, flag, first } = call;
  if (flag('topic') === '') throw new Error('expected --topic, got none');
  for (const name of ['topic', 'dead-letter-topic']) needTopic(call, flag(name));
  needAccount(call, flag('push-auth-service-account'));
  state.add('subscription', fullName(call, 'subscriptions', first));
}

function repository({ project, flag, first }: Call): string {
  return `projects/${project()}/locations/${flag('location')}/repositories/${first}`;
}

function deploy(call: Call): undefined {
  const source = path.join(call.folder, call.flag('source'));
  for (const file of ['package.json', 'functions/index.ts', 'configuration.json'])
    if (!existsSync(path.join(source, file))) throw new Error(`expected ${file} in ${source}, got none`);
  needAccount(call, call.flag('service-account'));
  needAccount(call, call.flag('build-service-account').replace(/^.*\//, ''));
  call.state.need('repository', call.flag('docker-repository'));
  call.state.add('function', call.first);
}

function describeFunction({ state, first, flag }: Call): string {
  state.need('function', first);
  return flag('format') === 'value(serviceConfig.uri)' ? `https://${first}-abc.a.run.app` : '';
}

function login({ state, flag }: Call): undefined {
  const account = flag('impersonate-service-account');
  if (account !== '') state.need('token creator', account);
}

/** What a command changes, needs and prints; those that are missing print nothing. */
const ANSWERS: Readonly<Record<string, (call: Call) => string | undefined>> = {
  'artifacts docker images describe': () => PUSHED_DIGEST,
  'artifacts repositories add-iam-policy-binding': (call) => {
    call.state.need('repository', repository(call));
    return needMember(call);
  },
  'artifacts repositories create': (call) => {
    call.state.add('repository', repository(call));
    return undefined;
  },
  'auth application-default login': login,
  'auth print-identity-token': () => 'token',
  'config get': ({ first }) => (first === 'account' ? 'ann@example.com' : ''),
  'container clusters list': () => 'production\teurope-north1',
  'functions deploy': deploy,
  'functions describe': describeFunction,
  'iam service-accounts add-iam-policy-binding': (call) => {
    needAccount(call, call.first);
    call.state.add('token creator', call.first);
    return undefined;
  },
  'iam service-accounts remove-iam-policy-binding': (call) => {
    needAccount(call, call.first);
    call.state.remove('token creator', call.first);
    return undefined;
  },
  'iam service-accounts create': ({ state, first, project }) => {
    state.add('account', `${first}@${project()}.iam.gserviceaccount.com`);
    return undefined;
  },
  'projects add-iam-policy-binding': needMember,
  'projects describe': ({ flag }) => (flag('format') === 'value(projectNumber)' ? PROJECT_NUMBER : ''),
  'pubsub subscriptions add-iam-policy-binding': needSubscription,
  'pubsub subscriptions create': createSubscription,
  'pubsub subscriptions describe': needSubscription,
  'pubsub subscriptions pull': (call) => needSubscription(call) ?? pulled(call.flag('format')),
  'pubsub subscriptions seek': needSubscription,
  'pubsub subscriptions update': (call) => {
    needSubscription(call);
    needTopic(call, call.flag('dead-letter-topic'));
    return undefined;
  },
  'pubsub topics add-iam-policy-binding': (call) => {
    needTopic(call, call.first);
    return undefined;
  },
  'pubsub topics create': createTopics,
  'pubsub topics describe': (call) => {
    needTopic(call, call.first);
    return undefined;
  },
  'pubsub topics publish': (call) => {
    needTopic(call, call.first);
    return undefined;
  },
  'run services add-iam-policy-binding': (call) => {
    call.state.need('function', call.first);
    return needMember(call);
  },
  'services enable': ({ state, positionals, project }) => {
    state.add('API', ...positionals.map((api) => apiOf(project(), api)));
    return undefined;
  },
};

const EVENT = {
  action: 'INSERT',
  digest: `us-docker.pkg.dev/my-project/app/web@${PUSHED_DIGEST}`,
  tag: 'us-docker.pkg.dev/my-project/app/web:1.2.3',
};

const DATA = Buffer.from(JSON.stringify(EVENT)).toString('base64');

/** One message, as the formats of the pages print it. */
function pulled(format: string): string {
  if (format === 'value(message.data)') return DATA;
  if (format !== 'json') throw new Error(`expected --format json or value(message.data), got ${format}`);
  const message = { data: DATA, messageId: '1', publishTime: '2026-01-05T08:00:00Z' };
  return JSON.stringify([{ ackId: 'a', message }]);
}
