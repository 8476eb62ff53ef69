/**
 * The fields that decisions need, with their numbers in the `.proto` files of k8s.io/api and k8s.io/apimachinery. The numbers
 * never change; other fields are skipped. Tests compare them with bytes of a real API server.
 */
import type { Kind } from '../../core/workload/kind.ts';
import type { MessageType } from '../protobuf/decode-message.ts';

/** metav1.ListMeta */
export const LIST_META: MessageType = { 3: { name: 'continue', type: 'string' } };

const OWNER_REFERENCE: MessageType = {
  1: { name: 'kind', type: 'string' },
  3: { name: 'name', type: 'string' },
  6: { name: 'controller', type: 'bool' },
};

const OBJECT_META: MessageType = {
  1: { name: 'name', type: 'string' },
  3: { name: 'namespace', type: 'string' },
  8: { name: 'creationTimestamp', type: 'time' },
  9: { name: 'deletionTimestamp', type: 'time' },
  11: { name: 'labels', type: 'map' },
  12: { name: 'annotations', type: 'map' },
  13: { name: 'ownerReferences', type: 'list', of: OWNER_REFERENCE },
};

const CONTAINER: MessageType = {
  1: { name: 'name', type: 'string' },
  2: { name: 'image', type: 'string' },
  14: { name: 'imagePullPolicy', type: 'string' },
};

const IMAGE_VOLUME_SOURCE: MessageType = {
  1: { name: 'reference', type: 'string' },
  2: { name: 'pullPolicy', type: 'string' },
};

const VOLUME: MessageType = {
  1: { name: 'name', type: 'string' },
  2: {
    name: 'volumeSource',
    type: 'inline',
    of: { 30: { name: 'image', type: 'message', of: IMAGE_VOLUME_SOURCE } },
  },
};

const POD_TEMPLATE: MessageType = {
  1: { name: 'metadata', type: 'message', of: OBJECT_META },
  2: {
    name: 'spec',
    type: 'message',
    of: {
      1: { name: 'volumes', type: 'list', of: VOLUME },
      2: { name: 'containers', type: 'list', of: CONTAINER },
      20: { name: 'initContainers', type: 'list', of: CONTAINER },
    },
  },
};

const DEPLOYMENT_SPEC: MessageType = {
  1: { name: 'replicas', type: 'int' },
  3: { name: 'template', type: 'message', of: POD_TEMPLATE },
  7: { name: 'paused', type: 'bool' },
};

const STATEFUL_SET_SPEC: MessageType = {
  1: { name: 'replicas', type: 'int' },
  3: { name: 'template', type: 'message', of: POD_TEMPLATE },
  7: {
    name: 'updateStrategy',
    type: 'message',
    of: {
      1: { name: 'type', type: 'string' },
      2: { name: 'rollingUpdate', type: 'message', of: { 1: { name: 'partition', type: 'int' } } },
    },
  },
};

const DAEMON_SET_SPEC: MessageType = {
  2: { name: 'template', type: 'message', of: POD_TEMPLATE },
  3: { name: 'updateStrategy', type: 'message', of: { 1: { name: 'type', type: 'string' } } },
};

const JOB_TEMPLATE: MessageType = {
  2: { name: 'spec', type: 'message', of: { 6: { name: 'template', type: 'message', of: POD_TEMPLATE } } },
};

const CRON_JOB_SPEC: MessageType = {
  4: { name: 'suspend', type: 'bool' },
  5: { name: 'jobTemplate', type: 'message', of: JOB_TEMPLATE },
};

const SPECS: Readonly<Record<string, MessageType>> = {
  'apps/v1/deployments': DEPLOYMENT_SPEC,
  'apps/v1/statefulsets': STATEFUL_SET_SPEC,
  'apps/v1/daemonsets': DAEMON_SET_SPEC,
  'batch/v1/cronjobs': CRON_JOB_SPEC,
};

/** The message type of a kind; undefined for kinds that the API server sends only as JSON. */
export function messageTypeFor({ group, version, plural }: Kind): MessageType | undefined {
  const spec = SPECS[`${group}/${version}/${plural}`];
  return (
    spec && {
      1: { name: 'metadata', type: 'message', of: OBJECT_META },
      2: { name: 'spec', type: 'message', of: spec },
    }
  );
}
