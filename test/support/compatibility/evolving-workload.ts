/** A workload in a sandbox, and what may happen to it. */
import assert from 'node:assert/strict';
import { holdWorkload } from '../../../lib/admin/hold-workload.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import type { Hold } from '../../../lib/core/workload/hold.ts';
import { BUILT_IN_KINDS, type Kind } from '../../../lib/core/workload/kind.ts';
import { updateCluster } from '../../../lib/pipeline/update-cluster.ts';
import {
  asObject,
  metaText,
  withMetadata,
  type KubernetesObject,
} from '../../../lib/sandbox/kubernetes-object.ts';
import { mapOr, readJson, type JsonMap } from '../../../lib/sandbox/json.ts';
import { admission } from '../admission.ts';
import { settings } from '../builders.ts';
import { now, type SandboxCluster } from '../on-sandbox.ts';

const BUDGET = { signal: new AbortController().signal };

/** The only object of its kind in a sandbox. */
export class EvolvingWorkload {
  readonly pushes: Push[] = [];
  readonly #cluster: SandboxCluster;
  readonly #kind: Kind;
  readonly #kinds: readonly Kind[];

  constructor(cluster: SandboxCluster, own: Kind) {
    this.#cluster = cluster;
    this.#kind = own;
    this.#kinds = BUILT_IN_KINDS.includes(own) ? BUILT_IN_KINDS : [...BUILT_IN_KINDS, own];
  }

  get object(): KubernetesObject {
    const [only, ...others] = this.#cluster.sandbox.objects(this.#kind.kind);
    assert.ok(only !== undefined && others.length === 0, 'one object');
    return only;
  }

  /** The updater gets the push, and nothing fails. */
  async gets(sent: Push, changes: Partial<Settings> = {}): Promise<void> {
    assert.deepEqual(await this.#failures(sent, changes), []);
  }

  /** The updater gets the push, and fails at one container for this reason. */
  async refuses(sent: Push, reason: ErrorReason): Promise<void> {
    assert.deepEqual(await this.#failures(sent, {}), [reason]);
  }

  async #failures(sent: Push, changes: Partial<Settings>): Promise<readonly string[]> {
    this.pushes.push(sent);
    const run = { settings: settings({ kinds: this.#kinds, ...changes }), budget: BUDGET };
    const { failed, faults } = await updateCluster(sent, this.#cluster.cluster, run);
    return [...failed, ...faults].map(({ reason }) => reason);
  }

  /** Somebody writes the object. */
  becomes(change: (object: KubernetesObject) => KubernetesObject): void {
    this.#cluster.sandbox.put(change(this.object));
  }

  /** A text is replaced wherever it is in the specification. */
  replaces(text: string, other: string): void {
    this.becomes((object) => {
      const spec = readJson(JSON.stringify(object['spec']).replaceAll(text, other));
      return asObject(object, { ...object, spec });
    });
  }

  /** Somebody sets a label or an annotation; undefined removes it. */
  has(map: 'labels' | 'annotations', key: string, value: string | undefined): void {
    this.becomes((object) => {
      const { [key]: _old, ...rest } = mapOr(object.metadata[map]);
      return withMetadata(object, { [map]: value === undefined ? rest : { ...rest, [key]: value } });
    });
  }

  /** `rollout undo`. */
  isUndone(): void {
    const { object } = this;
    const [namespace, name] = [metaText(object, 'namespace'), metaText(object, 'name')];
    const isThere = this.#cluster.sandbox.undoRollout(object.kind, namespace, name);
    assert.ok(isThere, 'there is an earlier revision');
  }

  /** A person holds the Deployment, or without a hold releases it. */
  async isHeld(hold: Hold | undefined): Promise<void> {
    const { sandbox, cluster } = this.#cluster;
    const outcome = await holdWorkload(now(sandbox), hold, { cluster, budget: BUDGET });
    assert.ok('result' in outcome && outcome.result === (hold === undefined ? 'released' : 'held'));
  }

  /** Admission makes another image of what the next so many patches write. */
  isAdmittedAs(change: (image: string) => string, times = Infinity): void {
    this.#cluster.sandbox.fail(admission(change, times));
  }

  /** Somebody writes the record of updates, from what it is now. */
  isRecordedAs(change: (record: JsonMap) => string): void {
    const key = 'image-updater/updates';
    const text = mapOr(this.object.metadata['annotations'])[key];
    this.has('annotations', key, change(typeof text === 'string' ? mapOr(readJson(text)) : {}));
  }
}
