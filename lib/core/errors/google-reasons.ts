/** Errors of Google Cloud: credentials, the Container API for GKE clusters, and the API of Artifact Registry. */
import type { Command, ReasonList } from './reason-text.ts';

// Not `--master-authorized-networks`: that replaces all allowed networks by one.
export const GIVE_DNS_ENDPOINT = {
  text: 'gcloud container clusters update {CLUSTER} --location {LOCATION} --project {PROJECT} --enable-dns-access',
  needs: ['CLUSTER', 'LOCATION', 'PROJECT'],
} as const satisfies Command;

export const GOOGLE_REASONS = {
  // The identity for Google.
  NoGoogleCredentials: {
    kind: 'transient',
    message: 'Application Default Credentials (ADC) are missing or cannot be read.',
    remedy:
      'Run with a service account, correct GOOGLE_APPLICATION_CREDENTIALS, or sign in with your account.',
    command: {
      text: 'gcloud auth application-default login',
      needs: [],
    },
  },
  CredentialsRefused: {
    kind: 'transient',
    message: 'Google rejected the credentials.',
    remedy: 'Sign in again, or replace the key. It was revoked, or the account is disabled or deleted.',
  },
  TokenServerError: {
    kind: 'transient',
    message: 'The token server failed, or did not respond.',
    remedy: 'Nothing to do if it is temporary. Else check whether the address in the detail is reachable.',
  },
  NoImpersonation: {
    kind: 'transient',
    message: 'The identity may not impersonate the service account of `impersonate`.',
    remedy: 'Allow {MEMBER} to create tokens of {ACCOUNT}.',
    command: {
      text: 'gcloud iam service-accounts add-iam-policy-binding {ACCOUNT} --member {MEMBER} --role roles/iam.serviceAccountTokenCreator',
      needs: ['ACCOUNT', 'MEMBER'],
    },
  },
  // Errors of the Container API.
  ApiDisabled: {
    kind: 'transient',
    message: 'The required API is not enabled in the project.',
    remedy: 'Enable {SERVICE} in the project {PROJECT}, then wait a few minutes.',
    command: {
      text: 'gcloud services enable {SERVICE} --project {PROJECT}',
      needs: ['SERVICE', 'PROJECT'],
    },
  },
  ForbiddenByIam: {
    kind: 'transient',
    message: 'IAM does not allow the identity to read the GKE clusters of the project.',
    remedy: 'Allow {MEMBER} to read the clusters of the project {PROJECT}.',
    command: {
      text: 'gcloud projects add-iam-policy-binding {PROJECT} --member {MEMBER} --role roles/container.clusterViewer --condition None',
      needs: ['PROJECT', 'MEMBER'],
    },
  },
  NoCluster: {
    kind: 'transient',
    message: 'The GKE cluster does not exist.',
    remedy: 'Correct `gke` of the entry. The command lists the existing clusters.',
    command: {
      text: 'gcloud container clusters list --project {PROJECT}',
      needs: ['PROJECT'],
    },
  },
  MissingZones: {
    kind: 'transient',
    message:
      'The Container API could not reach every location. Clusters of these locations are missing from its list.',
    remedy: 'Nothing to do if it is temporary. Else check the status of these locations at Google Cloud.',
  },
  NotServing: {
    kind: 'transient',
    message: 'The GKE cluster is not serving.',
    remedy: 'Nothing to do if it is temporary. Else check the conditions of the cluster.',
    command: {
      text: 'gcloud container clusters describe {CLUSTER} --location {LOCATION} --project {PROJECT}',
      needs: ['CLUSTER', 'LOCATION', 'PROJECT'],
    },
  },
  NoEndpoint: {
    kind: 'transient',
    message: 'The GKE cluster does not have the `endpoint` that the entry requires.',
    remedy: 'Change `endpoint` of the entry, or enable the DNS endpoint of the cluster.',
    command: GIVE_DNS_ENDPOINT,
  },
  InvalidCa: {
    kind: 'transient',
    message: 'The CA certificate of the cluster cannot be parsed.',
    remedy:
      'In a kubeconfig or a pod, provide a PEM certificate at the place that the detail names. A GKE cluster with `endpoint: dns` needs none.',
    command: GIVE_DNS_ENDPOINT,
  },
  // Errors of the API of Artifact Registry.
  ListingForbidden: {
    kind: 'failed',
    message:
      'IAM does not allow the identity to list the images of the Artifact Registry repository, or it does not exist.',
    remedy: 'Allow {MEMBER} to read the repository {REPOSITORY}.',
    command: {
      text: 'gcloud artifacts repositories add-iam-policy-binding {REPOSITORY} --location {LOCATION} --project {PROJECT} --member {MEMBER} --role roles/artifactregistry.reader',
      needs: ['REPOSITORY', 'LOCATION', 'PROJECT', 'MEMBER'],
    },
  },
  NoArtifactRepository: {
    kind: 'failed',
    message: 'The Artifact Registry repository does not exist.',
    remedy: 'Check the images that name {REPOSITORY} in the project {PROJECT} and the location {LOCATION}.',
  },
} as const satisfies ReasonList;
