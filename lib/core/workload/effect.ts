/**
 * When a changed image takes effect. A built-in kind has one place for it; a kind of the configuration uses the same fields,
 * in any of the maps from `spec` to its pod template:
 *
 *     paused: true                                       paused
 *     suspend: true                                      suspended
 *     updateStrategy: { type: OnDelete }                 onDelete     Advanced StatefulSet
 *     updateStrategy: { paused: true }                   paused       CloneSet
 *     updateStrategy: { partition: 20% }                 partition    CloneSet
 *     updateStrategy: { rollingUpdate: { partition: 3 }} partition    Advanced StatefulSet
 *     strategy: { canary: {} }                           now          Argo Rollout
 *     traffic: [{ latestRevision: true, percent: 100 }]  now          Knative Service
 *     jobTargetRef: { template: {} }                     nextRun      KEDA ScaledJob
 */
import { isObject, valueAt, type JsonObject } from '../text/json.ts';
import { EACH_ITEM, mapsAlong, pathTree, type FieldPath } from './field-path.ts';

/**
 * `now` starts a rollout; `paused` waits until the workload is resumed; `onDelete` waits until pods are deleted; `partition`
 * updates only pods outside the partition; `nextRun` takes effect in the next job of a CronJob; `suspended` in the next job
 * after it is resumed; `unknown` if an object of a kind of the configuration does not determine it.
 */
export type Effect = 'now' | 'paused' | 'onDelete' | 'partition' | 'nextRun' | 'suspended' | 'unknown';

/** For a Deployment, from its `spec`. */
export function deploymentEffect(spec: JsonObject): Effect {
  return spec['paused'] === true ? 'paused' : 'now';
}

/** For a StatefulSet or a DaemonSet, from its `spec`. */
export function updateStrategyEffect(spec: JsonObject): Effect {
  if (valueAt(spec, ['updateStrategy', 'type']) === 'OnDelete') return 'onDelete';
  const partition = valueAt(spec, ['updateStrategy', 'rollingUpdate', 'partition']);
  return typeof partition === 'number' && partition > 0 ? 'partition' : 'now';
}

/** For a CronJob, from its `spec`. */
export function cronJobEffect(spec: JsonObject): Effect {
  return spec['suspend'] === true ? 'suspended' : 'nextRun';
}

const JOB_KEYS: ReadonlySet<string> = new Set(['jobTemplate', 'jobTargetRef']);

/** Whether a path leads to the template of jobs, whose pods are not replaced. */
export function isJobPath(path: FieldPath): boolean {
  return path.some((key) => JOB_KEYS.has(key));
}

/**
 * For a kind of the configuration, from the `spec` of its object; the paths lead from the object to its images or their
 * templates. If the maps around an image have several values, the one that delays most pods is used; if images differ, the
 * result is `unknown`.
 */
export function customEffect(paths: readonly FieldPath[]): (spec: JsonObject) => Effect {
  const ways = pathTree(paths.map((path) => [wayTo(path), isJobPath(path)] as const));
  const areJobs = paths.every(isJobPath);
  return (spec) => {
    const found = new Set<Effect>();
    for (const { maps, end } of mapsAlong(spec, ways)) {
      found.add(effectIn(maps, end));
      if (found.size > 1) return 'unknown';
    }
    const [only = effectIn([spec], areJobs)] = found;
    return only;
  };
}

/**
 * Whether the `spec` of an object suspends all of it, in the maps that are around each of its images. A field of a list item
 * applies only to that item.
 */
export function isSuspended(paths: readonly FieldPath[]): (spec: JsonObject) => boolean {
  const shared = commonStart(paths.map(wayTo));
  const around = shared.map((_, index) => shared.slice(0, index + 1));
  return (spec) =>
    [spec, ...around.map((way) => valueAt(spec, way))].some(
      (map) => isObject(map) && map['suspend'] === true,
    );
}

/** The keys from `spec` to the map with the field or the list of fields. */
function wayTo([first, ...inner]: FieldPath): FieldPath {
  return first === 'spec'
    ? inner.slice(
        0,
        inner.findLastIndex((key) => key !== EACH_ITEM),
      )
    : [];
}

/** The common prefix of all paths, up to the first list. */
function commonStart([first = [], ...others]: readonly FieldPath[]): FieldPath {
  const end = first.findIndex((key, index) => key === EACH_ITEM || others.some((way) => way[index] !== key));
  return end === -1 ? first : first.slice(0, end);
}

/** The effects of the maps around an image, outermost first. */
function effectIn(maps: readonly JsonObject[], isJob: boolean): Effect {
  const strategies = maps.flatMap(readStrategies);
  const rolling = strategies.flatMap((strategy) => [strategy, ...members(strategy, 'rollingUpdate')]);
  if ([...maps, ...rolling].some(({ paused }) => paused === true)) return 'paused';
  if (maps.some(({ suspend }) => suspend === true)) return 'suspended';
  if (isJob) return 'nextRun';
  if (strategies.some(({ type }) => type === 'OnDelete')) return 'onDelete';
  return partitionEffect(rolling) ?? startEffect(maps, strategies);
}

// Strategies of Deployment, StatefulSet and DaemonSet, and those of OpenKruise. Others such as `NotUpdate` or `Manual` may exist.
const STARTING_TYPES: ReadonlySet<unknown> = new Set([
  'RollingUpdate',
  'Recreate',
  'ReCreate',
  'InPlaceIfPossible',
  'InPlaceOnly',
]);

/** If nothing delays pods: whether the object indicates that a rollout starts. */
function startEffect(maps: readonly JsonObject[], strategies: readonly JsonObject[]): 'now' | 'unknown' {
  if (strategies.some(({ type }) => type !== undefined && !STARTING_TYPES.has(type))) return 'unknown';
  return strategies.length > 0 || maps.some(sendsTraffic) ? 'now' : 'unknown';
}

/** Non-empty strategies. Some kinds have a text instead of a map with a `type`. */
function readStrategies(map: JsonObject): readonly JsonObject[] {
  return ['updateStrategy', 'strategy'].flatMap((key) => {
    const word = map[key];
    return typeof word === 'string' && word !== '' ? [{ type: word }] : members(map, key);
  });
}

/** The member with this key, if it is a map that is not empty. */
function members(map: JsonObject, key: string): readonly JsonObject[] {
  const value = map[key];
  return isObject(value) && Object.keys(value).length > 0 ? [value] : [];
}

/** For partitions in numbers and percentages, including 100 %; undefined if none delays a pod. */
function partitionEffect(rolling: readonly JsonObject[]): 'partition' | 'unknown' | undefined {
  const sizes = rolling.flatMap(({ partition }) =>
    partition === undefined ? [] : [readPartition(partition)],
  );
  if (sizes.some((size) => size > 0)) return 'partition';
  return sizes.some(Number.isNaN) ? 'unknown' : undefined;
}

/** `NaN` for anything else. */
function readPartition(partition: unknown): number {
  if (typeof partition === 'number') return partition;
  return typeof partition === 'string' && /^\d{1,9}%?$/.test(partition) ? parseInt(partition, 10) : NaN;
}

/** Whether new revisions receive requests, like those of a Knative Service unless its traffic goes to named revisions. */
function sendsTraffic({ traffic }: JsonObject): boolean {
  const targets: readonly unknown[] = Array.isArray(traffic) ? traffic : [];
  return targets.some(
    (target) => isObject(target) && target['latestRevision'] === true && target['percent'] !== 0,
  );
}
