/** Errors of a cluster, and of its entry in the configuration. */
import type { ReasonList } from './reason-text.ts';

export const CLUSTER_REASONS = {
  // One workload.
  Refused: {
    kind: 'failed',
    message: 'The API server or an admission webhook rejected the change.',
    remedy:
      'Read the detail, which is the response of the server. A Knative Service with `spec.template.metadata.name` rejects every other image: remove that name.',
  },
  Rewritten: {
    kind: 'failed',
    message: 'An admission webhook replaced the image of this update by another image, which runs now.',
    remedy:
      'If it is a mirror, add the alias of the detail under `aliases`; without it later pushes do not find the workload. Else change the admission policy.',
  },
  Conflict: {
    kind: 'transient',
    message: 'The workload changed between read and patch, in every attempt.',
    remedy: 'Find the other client that writes the workload.',
  },
  // The clock.
  ClockSkew: {
    kind: 'transient',
    message: 'The local clock and the clock of the API server or of Pub/Sub differ by more than a minute.',
    remedy:
      'Correct the clock that is wrong, then try again. A push from the future would block later pushes; a push from the past may be skipped.',
  },
  // The identity in a cluster.
  Unauthorized: {
    kind: 'transient',
    message: 'The API server does not accept the credentials (401).',
    remedy: 'Check which identity the cluster entry uses, and whether its token is valid in this cluster.',
  },
  Forbidden: {
    kind: 'transient',
    message: 'The identity lacks a permission in this cluster (403).',
    remedy:
      'Grant the permission that the detail names. `npm run image-updater -- clusters` prints all missing permissions, with the commands that grant them.',
  },
  ForbiddenByFrontEnd: {
    kind: 'transient',
    message: 'A front end or proxy in front of the API server rejected the identity (403).',
    remedy:
      'For the DNS endpoint of a GKE cluster, grant the role roles/container.clusterViewer. Else check the proxy.',
    command: {
      text: 'gcloud projects add-iam-policy-binding {PROJECT} --member {MEMBER} --role roles/container.clusterViewer --condition None',
      needs: ['PROJECT', 'MEMBER'],
    },
  },
  // A kubeconfig, and what it names.
  NoKubeconfig: {
    kind: 'transient',
    message: 'The kubeconfig cannot be read, or contains a value that cannot be used.',
    remedy: 'Correct the path `kubeconfig` of the entry, or the value in the file that the detail names.',
  },
  NoContext: {
    kind: 'transient',
    message: 'The kubeconfig has no such context.',
    remedy: 'Correct `context` of the entry. The detail lists the contexts of the file.',
  },
  NoCredentials: {
    kind: 'transient',
    message: 'The kubeconfig contains no usable credentials.',
    remedy: 'Correct the user of the kubeconfig, or the file that the detail names.',
  },
  PluginFailed: {
    kind: 'transient',
    message: 'The exec plugin of the kubeconfig failed.',
    remedy: 'Run the command that the detail names, and fix the error that it prints.',
  },
  PluginTimeout: {
    kind: 'transient',
    message: 'The exec plugin of the kubeconfig timed out.',
    remedy: 'Run the command that the detail names. It may wait for input, or for the network.',
  },
  InvalidPluginOutput: {
    kind: 'transient',
    message: 'The output of the exec plugin of the kubeconfig is not a valid ExecCredential.',
    remedy:
      'Run the command that the detail names. Its output has to be one ExecCredential and nothing else.',
  },
  // Inside a cluster.
  NotInCluster: {
    kind: 'transient',
    message: '`inCluster` is set, but this process does not run in a pod with a service account token.',
    remedy:
      'Run it in a pod with `automountServiceAccountToken: true`, or configure the cluster with another source.',
  },
  // A list.
  CutStream: {
    kind: 'transient',
    message: 'The response with the list ended early, in every attempt.',
    remedy: 'Check the proxies between the updater and the API server.',
  },
} as const satisfies ReasonList;
