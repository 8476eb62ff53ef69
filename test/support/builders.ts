/** What the core's tests start from: settings, pushes and workloads with sensible values, changed where a test cares. */
import assert from 'node:assert/strict';
import { parseGlob, type Glob } from '../../lib/core/names/glob.ts';
import { BUILT_IN_KINDS, customKind, type Kind } from '../../lib/core/workload/kind.ts';
import { parsePolicy } from '../../lib/core/policy/parse-policy.ts';
import type { Policy } from '../../lib/core/policy/policy.ts';
import type { UpdateRecord } from '../../lib/core/workload/applied-state.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { Rule, Settings } from '../../lib/core/settings.ts';
import {
  appliedLabelKey,
  parseWorkload,
  RECORD_ANNOTATION,
  type Workload,
} from '../../lib/core/workload/workload.ts';

export const REPOSITORY = 'europe-docker.pkg.dev/shop/images/web';

export function policy(text: string): Policy {
  const parsed = parsePolicy(text);
  assert.ok('policy' in parsed, `the test's policy ${text} can be read`);
  return parsed.policy;
}

export function glob(text: string): Glob {
  const parsed = parseGlob(text);
  assert.ok('glob' in parsed, `the test's glob ${text} can be read`);
  return parsed.glob;
}

export function kind(name: string): Kind {
  const found = BUILT_IN_KINDS.find((row) => row.kind === name);
  assert.ok(found !== undefined, `${name} is a built-in kind`);
  return found;
}

/** The row with which a configuration adds Argo Rollouts. */
export const ROLLOUT: Kind = customKind({
  group: 'argoproj.io',
  version: 'v1alpha1',
  plural: 'rollouts',
  kind: 'Rollout',
});

export function settings(changes: Partial<Settings> = {}): Settings {
  return {
    mode: 'apply',
    policy: policy('same-tag'),
    pin: 'digest',
    optIn: false,
    rules: [],
    kinds: BUILT_IN_KINDS,
    aliases: [],
    repositories: [],
    ownTopics: [],
    unnamedTopics: 'reject',
    ignoreTags: [],
    limits: { workloadsPerNamespace: 100, workloadsPerCluster: 200 },
    reconcileUpdates: 50,
    ...changes,
  };
}

export const CLUSTER = { name: 'test', namespaces: { include: [glob('*')], exclude: [glob('kube-*')] } };

/** `digest(1)` is `sha256:111…`. */
export function digest(digit: number): string {
  return `sha256:${String(digit).repeat(64)}`;
}

/** The image that the n-th push of the tag `v1` leads to, from 1 to 9. */
export function pushedImage(n = 1, repository = REPOSITORY): string {
  return `${repository}:v1@${digest(n)}`;
}

export function push(changes: Partial<Push> = {}): Push {
  return {
    repository: REPOSITORY,
    tag: 'v1',
    digest: digest(1),
    publishedAt: 1000,
    id: 'm1',
    source: 'shop',
    ...changes,
  };
}

export interface Given {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly metadata?: object;
  readonly spec?: object;
  readonly template?: object;
  readonly containers?: readonly unknown[];
  readonly initContainers?: readonly unknown[];
  readonly volumes?: readonly unknown[];
}

/** A Kubernetes object as a list answers it, with one container `app` unless told otherwise; created at time 0. */
export function object(given: Given = {}) {
  const {
    metadata = {},
    spec = {},
    template = {},
    containers = [{ name: 'app', image: `${REPOSITORY}:v1` }],
    initContainers,
    volumes,
  } = given;
  const pod = {
    ...template,
    spec: {
      containers,
      ...(initContainers === undefined ? {} : { initContainers }),
      ...(volumes === undefined ? {} : { volumes }),
    },
  };
  const inside = { template: { metadata: { labels: { app: 'web' } }, ...pod } };
  return {
    metadata: {
      name: given.name ?? 'web',
      namespace: given.namespace ?? 'shop',
      creationTimestamp: '1970-01-01T00:00:00Z',
      ...metadata,
    },
    spec: given.kind === 'CronJob' ? { ...spec, jobTemplate: { spec: inside } } : { ...spec, ...inside },
  };
}

/** So many workloads of a namespace. */
export function workloadsIn(count: number, namespace: string, given: Given = {}): Given[] {
  return Array.from({ length: count }, (_, index) => ({
    ...given,
    namespace,
    name: `${namespace}-${index}`,
  }));
}

export function workload(given: Given = {}): Workload {
  const parsed = parseWorkload(kind(given.kind ?? 'Deployment'), object(given));
  assert.ok(parsed !== undefined, "the test's workload can be read");
  return parsed;
}

/** An entry as one of our writes leaves it: published at 500 and written once, on the image that `object()` runs. */
export function entry(changes: Partial<UpdateRecord> = {}): UpdateRecord {
  return {
    from: `${REPOSITORY}:v0`,
    to: `${REPOSITORY}:v1`,
    at: 500,
    mark: '500.1',
    floor: 0,
    push: 'm0',
    by: 'shop',
    ...changes,
  };
}

/** Metadata of a workload whose container `app` we have written to. */
export function written(changes: Partial<UpdateRecord> = {}) {
  const app = entry(changes);
  return {
    labels: { [appliedLabelKey('app')]: app.mark },
    annotations: { [RECORD_ANNOTATION]: JSON.stringify({ app }) },
  };
}

/** A rule that decides nothing more than it is told. */
export function rule(text: string, changes: Partial<Rule> = {}): Rule {
  return { policy: policy(text), enforce: false, ...changes };
}
