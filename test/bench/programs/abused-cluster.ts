/** A sandbox cluster of ten workloads that its owners fill on demand: `abused-cluster.js <scale as JSON>`. */
import { RECORD_ANNOTATION } from '../../../lib/core/workload/workload.ts';
import { objectOr, parseJson } from '../../../lib/core/text/json.ts';
import type { KubernetesObject } from '../../../lib/sandbox/kubernetes-object.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import {
  deployment,
  deployments,
  IMAGES,
  deploymentRepository,
  TAG,
} from '../../support/measured-deployments.ts';
import { answering } from './answering.ts';

const scale = objectOr(parseJson(process.argv[2] ?? ''));
const [records, events] = [objectOr(scale['records']), objectOr(scale['events'])];
const sandbox = await startSandbox({ objects: deployments(10, 'some') });

/** A record such as the updater's, of containers that are not there. */
function recordOf(bytes: number): string {
  const image = `${deploymentRepository(IMAGES[0])}:${TAG}`;
  const entry = { from: image, to: image, at: 1, mark: '1.1', floor: 0, push: '1', by: 'somebody' };
  const each = JSON.stringify(entry).length + `"c00000":,`.length;
  const count = Math.floor(bytes / each);
  return JSON.stringify(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`c${String(index).padStart(5, '0')}`, entry]),
    ),
  );
}

function withRecord(object: KubernetesObject, record: string): KubernetesObject {
  const annotations = { ...objectOrEmpty(object.metadata['annotations']), [RECORD_ANNOTATION]: record };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function objectOrEmpty(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOr(value)).map(([key, text]) => [key, String(text)]));
}

answering(sandbox.url, {
  /** Deployments that run the first image, each with a large record. */
  records: () => {
    const record = recordOf(Number(records['bytes']));
    const count = Number(records['count']);
    for (let index = 0; index < count; index += 1)
      sandbox.put(withRecord(deployment(index, IMAGES[0]), record));
    return count;
  },
  /** Deployments that run the first image. */
  users: () => {
    const count = Number(events['workloads']);
    for (let index = 0; index < count; index += 1) sandbox.put(deployment(index, IMAGES[0]));
    return count;
  },
});
