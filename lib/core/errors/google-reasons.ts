/** What Google Cloud refuses: credentials, and what the Container API says of GKE clusters. */
import type { Command, ReasonList } from './reason-text.ts';

// Not `--master-authorized-networks`: that would put one network in place of all that are allowed.
export const GIVE_DNS_ENDPOINT = {
  text: 'gcloud container clusters update {CLUSTER} --location {LOCATION} --project {PROJECT} --enable-dns-access',
  needs: ['CLUSTER', 'LOCATION', 'PROJECT'],
} as const satisfies Command;

export const GOOGLE_REASONS = {
  // The identity for Google.
  NoGoogleCredentials: {
    kind: 'transient',
    message: 'There are no application default credentials, or they cannot be read.',
    remedy: 'Run as a service account, correct GOOGLE_APPLICATION_CREDENTIALS, or sign in as yourself.',
    command: {
      text: 'gcloud auth application-default login',
      needs: [],
    },
  },
  CredentialsRefused: {
    kind: 'transient',
    message: 'Google does not accept these credentials any more.',
    remedy: 'Sign in again, or replace the key: it was revoked, or the account is disabled or deleted.',
  },
  TokenServerError: {
    kind: 'transient',
    message: 'The server that gives out tokens failed, or gave no answer.',
    remedy: 'Nothing to do if it passes; else check that the address in the detail can be reached from here.',
  },
  NoImpersonation: {
    kind: 'transient',
    message: 'The identity may not act as the service account of `impersonate`.',
    remedy: 'Let {MEMBER} make tokens of {ACCOUNT}.',
    command: {
      text: 'gcloud iam service-accounts add-iam-policy-binding {ACCOUNT} --member {MEMBER} --role roles/iam.serviceAccountTokenCreator',
      needs: ['ACCOUNT', 'MEMBER'],
    },
  },
  // What the Container API says of a GKE cluster.
  ApiDisabled: {
    kind: 'transient',
    message: 'The API that is asked is not enabled in the project.',
    remedy: 'Enable {SERVICE} in the project {PROJECT}, and wait a few minutes.',
    command: {
      text: 'gcloud services enable {SERVICE} --project {PROJECT}',
      needs: ['SERVICE', 'PROJECT'],
    },
  },
  ForbiddenByIam: {
    kind: 'transient',
    message: 'IAM does not let the identity see the GKE clusters of the project.',
    remedy: 'Let {MEMBER} see the clusters of the project {PROJECT}.',
    command: {
      text: 'gcloud projects add-iam-policy-binding {PROJECT} --member {MEMBER} --role roles/container.clusterViewer --condition None',
      needs: ['PROJECT', 'MEMBER'],
    },
  },
  NoCluster: {
    kind: 'transient',
    message: 'There is no such GKE cluster.',
    remedy: 'Correct `gke` of the entry; the command shows which clusters there are.',
    command: {
      text: 'gcloud container clusters list --project {PROJECT}',
      needs: ['PROJECT'],
    },
  },
  MissingZones: {
    kind: 'transient',
    message: 'The Container API could not see every location: clusters there are missing from its list.',
    remedy: 'Nothing to do if it passes; else see what Google Cloud says of these locations.',
  },
  NotServing: {
    kind: 'transient',
    message: 'The GKE cluster is not serving.',
    remedy: 'Nothing to do if it passes; else check the conditions of the cluster.',
    command: {
      text: 'gcloud container clusters describe {CLUSTER} --location {LOCATION} --project {PROJECT}',
      needs: ['CLUSTER', 'LOCATION', 'PROJECT'],
    },
  },
  NoEndpoint: {
    kind: 'transient',
    message: 'The GKE cluster has no endpoint of the kind that the entry wants.',
    remedy: 'Change `endpoint` of the entry, or give the cluster a DNS endpoint.',
    command: GIVE_DNS_ENDPOINT,
  },
  InvalidCa: {
    kind: 'transient',
    message: 'The CA certificate of the cluster cannot be read.',
    remedy:
      'In a kubeconfig or a pod, put a certificate in PEM where the detail says; a GKE cluster needs none with `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
} as const satisfies ReasonList;
