/**
 * Terraform as it behaves before and after an apply: a variable without default has to be given, an output has to be
 * declared, and there is what the module makes. Whether the module is valid is for test/e2e/infra.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../../lib/core/environment.ts';
import { ROOT } from '../../support/project-root.ts';
import type { State } from './state.ts';

/** APIs that the module enables, without `.googleapis.com`. */
export function enabledApis(): readonly string[] {
  const text = readFileSync(path.join(ROOT, 'infra/apis.tf'), 'utf8');
  return [...text.matchAll(/"(\w+)\.googleapis\.com"/g)].map(([, api = '']) => api);
}

/** What it prints. Throws what Terraform would refuse, or ask for. */
export function terraform(
  words: readonly string[],
  state: State,
  { folder, environment }: { readonly folder: string; readonly environment: Environment },
): string {
  const [start = '', ...more] = words;
  const [command = '', rest] = start.startsWith('-chdir=') ? [more[0], more.slice(1)] : [start, more];
  const root = path.resolve(folder, start.startsWith('-chdir=') ? start.slice('-chdir='.length) : '.');
  const text = globSync('*.tf', { cwd: root })
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .join('\n');
  if (text === '') throw new Error(`expected a configuration in ${root}, got none`);
  if (command === 'init') state.add('initialised', root);
  else state.need('initialised', root);
  const project = command === 'apply' || command === 'destroy' ? givenProject(text, rest, environment) : '';
  if (command === 'apply') {
    // Without `create_topic` the topic is looked up: a plan that does not find it fails.
    if (!/create_topic +=/.test(text)) state.need('topic', `projects/${project}/topics/gcr`);
    state.add('applied', root);
    apply(project, state);
  }
  if (command !== 'output') return '';
  state.need('applied', root);
  return output(text, rest, state);
}

/** Each variable without a default has to be given, or Terraform would ask. */
function givenProject(text: string, words: readonly string[], environment: Environment): string {
  const values = new Map(
    words.flatMap((word) => {
      const [, name = '', value = ''] = /^(?:-var=)?(\w+)=(.*)$/.exec(word) ?? [];
      return name === '' ? [] : [[name, value] as const];
    }),
  );
  const declared = [...text.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)];
  const undeclared = [...values.keys()].find((given) => !declared.some(([, name]) => name === given));
  if (undeclared !== undefined) throw new Error(`expected a variable that is declared, got ${undeclared}`);
  for (const [, name = '', body = ''] of declared) {
    const value = values.get(name) ?? environment[`TF_VAR_${name}`] ?? '';
    if (value === '' && !/^ +default/m.test(body))
      throw new Error(`expected a value of var.${name}, got none`);
    values.set(name, value);
  }
  return values.get('project') ?? '';
}

/** What gcloud finds afterwards. */
function apply(project: string, state: State): void {
  state.add('API', ...enabledApis().map((api) => `${project} ${api}`));
  state.add(
    'topic',
    ...['gcr', 'image-updater-replay', 'image-updater-dead-letters'].map(
      (name) => `projects/${project}/topics/${name}`,
    ),
  );
  const subscriptions = [
    `image-updater-gcr-${project}`,
    'image-updater-replay',
    'image-updater-dead-letters',
  ];
  state.add('subscription', ...subscriptions.map((name) => `projects/${project}/subscriptions/${name}`));
  state.add(
    'account',
    ...['runtime', 'push', 'build'].map((name) => `image-updater-${name}@${project}.iam.gserviceaccount.com`),
  );
  state.add('function', 'image-updater-image-pushed', 'image-updater-update-image');
}

function output(text: string, words: readonly string[], state: State): string {
  const name = words.find((word) => !word.startsWith('-')) ?? '';
  if (!new RegExp(`^output "${name}" \\{`, 'm').test(text))
    throw new Error(`expected the output ${name} to be declared, got none`);
  const [email = ''] = state.list('account');
  if (name === 'runtime_account') return email;
  if (name === 'cluster_side') return manifests(email);
  const impersonated = [...text.matchAll(/gke = "([^"]+)".* impersonate = "([^"]+)"/g)].map(
    ([, gke = '', account = '']) => ({ gke, account }),
  );
  const maps: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    cluster_side_of_impersonated: Object.fromEntries(
      impersonated.map(({ account }) => [account, manifests(account)]),
    ),
    kubectl_lines: {
      'projects/my-project/locations/-/clusters/-': kubectlLines(email),
      ...Object.fromEntries(impersonated.map(({ gke, account }) => [gke, kubectlLine(gke, account)])),
    },
  };
  const map = maps[name];
  if (map === undefined) throw new Error(`expected an output that this fake knows, got ${name}`);
  if (!words.includes('-json')) throw new Error(`expected -json with ${name}, which is a map`);
  return JSON.stringify(map);
}

/** As local.manifests of infra/clusters.tf. */
function manifests(email: string): string {
  const files = ['cluster-wide.yaml', 'image-only-policy.yaml'];
  return files
    .map((file) => readFileSync(path.join(ROOT, 'infra/rbac', file), 'utf8'))
    .join('---\n')
    .replaceAll('SERVICE_ACCOUNT_EMAIL', email)
    .replaceAll('SERVICE_ACCOUNT_WITH_DOTS', email.replace('@', '.'));
}

/** As local.kubectl_lines of infra/clusters.tf has it for all clusters of a project. */
function kubectlLines(email: string): string {
  const project = email.replace(/^.*@|\.iam\.gserviceaccount\.com$/g, '');
  return [
    `gcloud container clusters list --project ${project} --format 'value(name,location)' |`,
    'while read -r cluster location; do',
    `gcloud container clusters get-credentials "$cluster" --location "$location" --project ${project} &&`,
    `kubectl --context "gke_${project}_$\{location}_$cluster" apply -f image-updater.yaml; done`,
  ].join(' ');
}

/** The same for one cluster in which an account is impersonated. */
function kubectlLine(gke: string, account: string): string {
  const [, project, , location, , name] = gke.split('/');
  return [
    `gcloud container clusters get-credentials ${name} --location ${location} --project ${project} &&`,
    `kubectl --context gke_${project}_${location}_${name} apply -f image-updater-${account}.yaml`,
  ].join(' ');
}
