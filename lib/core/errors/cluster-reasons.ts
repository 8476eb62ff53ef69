/** What a cluster refuses, or what its entry of the configuration lacks. */
import type { ReasonList } from './reason-text.ts';

export const CLUSTER_REASONS = {
  // One workload.
  Refused: {
    kind: 'failed',
    message: 'The API server or an admission webhook refused this change.',
    remedy:
      'Read the detail: it is what the server said. A Knative Service whose `spec.template.metadata.name` is set refuses every other image: remove that name.',
  },
  Rewritten: {
    kind: 'failed',
    message: 'Admission in the cluster wrote another image than this update, and that one runs.',
    remedy:
      'If it is a mirror, add the alias of the detail under `aliases`, or later pushes miss the workload; else change the admission policy.',
  },
  Conflict: {
    kind: 'transient',
    message: 'The workload kept changing while it was being patched.',
    remedy: 'Look for another writer of the workload.',
  },
  // The clock.
  ClockSkew: {
    kind: 'transient',
    message: 'The local clock and that of the API server, or of Pub/Sub, differ by more than a minute.',
    remedy:
      'Set the clock that is wrong, and try again: a push from the future would hold up all later ones, one from the past may be none.',
  },
  // The identity in a cluster.
  Unauthorized: {
    kind: 'transient',
    message: 'The API server does not accept the token.',
    remedy: 'Check which identity the cluster entry uses, and that its token is valid there.',
  },
  Forbidden: {
    kind: 'transient',
    message: 'The identity lacks a right in this cluster.',
    remedy:
      'Grant what the detail says is lacking; `npm run image-updater -- clusters` shows all rights, with lines that grant them.',
  },
  ForbiddenByFrontEnd: {
    kind: 'transient',
    message: 'A front end or a proxy before the API server refused the identity (403).',
    remedy:
      'At the DNS endpoint of a GKE cluster grant the role roles/container.clusterViewer; elsewhere check the proxy on the way.',
    command: {
      text: 'gcloud projects add-iam-policy-binding {PROJECT} --member {MEMBER} --role roles/container.clusterViewer --condition None',
      needs: ['PROJECT', 'MEMBER'],
    },
  },
  // A kubeconfig, and what it names.
  NoKubeconfig: {
    kind: 'transient',
    message: 'The kubeconfig cannot be read, or what it says cannot be used.',
    remedy: 'Correct the path `kubeconfig` of the entry, or what the detail names in the file.',
  },
  NoContext: {
    kind: 'transient',
    message: 'The kubeconfig has no such context.',
    remedy: 'Correct `context` of the entry: the detail names the contexts that there are.',
  },
  NoCredentials: {
    kind: 'transient',
    message: 'The kubeconfig gives no credentials that can be used.',
    remedy: 'Correct the user of the kubeconfig, or the file that the detail names.',
  },
  PluginFailed: {
    kind: 'transient',
    message: 'The exec plugin of the kubeconfig failed.',
    remedy: 'Run the command that the detail names by hand, and fix what it reports.',
  },
  PluginTimeout: {
    kind: 'transient',
    message: 'The exec plugin of the kubeconfig gave no credentials in time.',
    remedy: 'Run the command that the detail names by hand: it may wait for an answer, or for a network.',
  },
  InvalidPluginOutput: {
    kind: 'transient',
    message: 'The exec plugin of the kubeconfig printed something else than credentials.',
    remedy:
      'Run the command that the detail names by hand: it has to print one ExecCredential and nothing else.',
  },
  // Inside of a cluster.
  NotInCluster: {
    kind: 'transient',
    message: '`inCluster` is set, and this process runs in no pod that has a service account.',
    remedy: 'Run it in a pod with `automountServiceAccountToken: true`, or name the cluster in another way.',
  },
  // A list.
  CutStream: {
    kind: 'transient',
    message: 'The list broke off before its end, in every attempt.',
    remedy: 'Check the proxies between here and the API server.',
  },
} as const satisfies ReasonList;
