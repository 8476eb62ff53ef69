/**
 * Why something was not done: the closed list of reasons.
 *
 * Every skip, every ignored or malformed event and every failure carries one of these codes. The README's
 * table, the log lines and the demo print their sentences from here; nothing else phrases them.
 *
 * - `skip`: the policy, the workload's owner or the order of pushes says no. Nothing is wrong.
 * - `ignored`: the event is understood and is none of our business.
 * - `malformed`: the event cannot be understood, and sending it again will not help.
 * - `limit`: more than the configuration lets one push change. A failure, and why a container is left as it is: a person
 *   decides.
 * - `failed`: the API server's or a webhook's last word on one workload, or a permanent fault.
 * - `transient`: it may work later: retried, and redelivered by Pub/Sub.
 */

/** What kind of answer a reason is; only `transient` asks for a redelivery. */
export type ReasonKind = 'skip' | 'ignored' | 'malformed' | 'limit' | 'failed' | 'transient';

/** What the list has of a reason. */
export interface ReasonText {
  readonly kind: ReasonKind;
  /** What is the case, one sentence. */
  readonly says: string;
  /** What a person can do about it. Words of {@link TERMS} stand for what the fault knows. */
  readonly remedy: string;
  /** What a caller of the HTTP API can do about it, where that is something else. */
  readonly remedyOverHttp?: string;
  /** The command that does it, or shows what there is, with such words too: on a line of its own it can be pasted. */
  readonly command?: string;
}

// Not `--master-authorized-networks`: that would put one network in place of all that are allowed.
const GIVE_DNS_ENDPOINT =
  'gcloud container clusters update CLUSTER --location LOCATION --project PROJECT --enable-dns-access';

export const REASONS = {
  // The workload as a whole (Decide 1).
  BeingDeleted: {
    kind: 'skip',
    says: 'The workload is being deleted.',
    remedy: 'Nothing to do.',
  },
  Owned: {
    kind: 'skip',
    says: 'Another object controls the workload and would put the old image back.',
    remedy: 'Let the controlling object be updated: add its kind under `kinds`.',
  },
  Held: {
    kind: 'skip',
    says: 'The workload carries the label `image-updater/hold`.',
    remedy: 'Remove the label to let updates through again.',
  },
  GitOpsOwned: {
    kind: 'skip',
    says: 'Argo CD, Flux or Config Sync owns the workload and would revert the change.',
    remedy:
      'Change the image in git, or put an `image-updater/policy` annotation other than `never` on the workload.',
  },
  ExcludedNamespace: {
    kind: 'skip',
    says: 'The configuration leaves this namespace out.',
    remedy: 'Name the namespace under `namespaces.include` of the cluster.',
  },
  // Which policy (Decide 2).
  NotOptedIn: {
    kind: 'skip',
    says: '`optIn` is on and the workload carries no policy annotation.',
    remedy: 'Put an `image-updater/policy` annotation on the workload.',
  },
  InvalidPolicy: {
    kind: 'skip',
    says: 'The policy annotation cannot be read; no other policy takes its place.',
    remedy: 'Correct the annotation; the detail says what was expected.',
  },
  NoSuchContainer: {
    kind: 'skip',
    says: 'A policy annotation names a container that the workload does not have: it counts for none.',
    remedy: 'Correct the name before `.image-updater/policy`, or remove the annotation.',
  },
  TooManyPolicies: {
    kind: 'skip',
    says: 'Annotations of the namespace or the cluster name more different policies than one push evaluates.',
    remedy:
      'Use fewer different policies in annotations, or write them as rules of the configuration. Which are left out may change from push to push.',
  },
  // The policy's answer (Decide 3).
  Never: {
    kind: 'skip',
    says: 'The policy is `never`.',
    remedy: 'Change the policy if this container should follow pushes.',
  },
  OtherTag: {
    kind: 'skip',
    says: 'Under `same-tag` only a push of the tag that runs counts.',
    remedy: 'Choose a policy that moves between tags, such as `semver:^1` or `glob:main-*`.',
  },
  NoTag: {
    kind: 'skip',
    says: 'The container names no tag, and its policy compares with the current one.',
    remedy: 'Write the image with a tag, or use `any`, `glob:` or `semver:`.',
  },
  NoMatch: {
    kind: 'skip',
    says: 'The pushed tag does not match the pattern of the policy.',
    remedy: 'Nothing to do if the tag belongs to another line; else widen the pattern.',
  },
  OtherTrack: {
    kind: 'skip',
    says: 'The pushed tag belongs to another track than the current one.',
    remedy: 'Nothing to do: only tags of the same track replace each other.',
  },
  OtherVariant: {
    kind: 'skip',
    says: 'The current tag is a variant or prerelease, or does not match the pattern: the policy leaves it alone.',
    remedy: 'Set the image to a tag that the policy covers, or change the policy.',
  },
  NotAVersion: {
    kind: 'skip',
    says: 'The policy compares versions and one of the tags is not a version `x.y.z`.',
    remedy: 'Push version tags, or use a `pattern:` policy for tags of another form.',
  },
  OutOfRange: {
    kind: 'skip',
    says: 'The pushed version is not in the range of the policy.',
    remedy: 'Widen the range if this version should be followed.',
  },
  BeyondStep: {
    kind: 'skip',
    says: 'The pushed version is further away than `major`, `minor` or `patch` allows.',
    remedy: 'Change the policy, or set the new version by hand once.',
  },
  NotHigher: {
    kind: 'skip',
    says: 'The pushed version is lower than the one that runs.',
    remedy: 'Nothing to do; to go back, use `kubectl rollout undo`.',
  },
  // Bits and order (Decide 4 and 5).
  AlreadyCurrent: {
    kind: 'skip',
    says: 'The container has these very bits already.',
    remedy: 'Nothing to do.',
  },
  NotNewer: {
    kind: 'skip',
    says: 'The push is not newer than what was applied, seen or rolled back here.',
    remedy:
      'Push again. If the mark lies in the future, remove the label `<container>.image-updater/applied`.',
  },
  InvalidMark: {
    kind: 'skip',
    says: 'The label `<container>.image-updater/applied` is not of the form `<milliseconds>.<count>`.',
    remedy: 'Remove the label; the next push writes it anew.',
  },
  // What can be written (Decide 6).
  NoDigest: {
    kind: 'skip',
    says: 'The push carries no digest, and the image of the container carries one, or keeps its tag and is to get one.',
    remedy:
      'Send the digest along. To write another tag without a digest, say so: `--unpinned`, over HTTP `unpinned`.',
  },
  PinnedByHand: {
    kind: 'skip',
    says: 'A person pinned this digest; the default policy does not move it.',
    remedy: 'Put a policy annotation on the workload, or write a rule, to have it followed.',
  },
  // The limit (Decide 7).
  TooMany: {
    kind: 'limit',
    says: 'The push would change more workloads of a namespace or cluster than `limits` allows: none is changed.',
    remedy:
      'If the push is meant for so many, replay it with `--ignore-limit`, or raise the limit and replay it.',
    command: 'npm run image-updater -- replay IMAGE --published-at TIME --ignore-limit',
  },
  // Odd objects: contained, never in the way of others.
  InvalidImage: {
    kind: 'skip',
    says: 'The container names this repository in an image that is no valid reference.',
    remedy: 'Correct the image of the container.',
  },
  InvalidObject: {
    kind: 'skip',
    says: 'What the API server listed is not a workload of this kind, or has more in it than any workload needs.',
    remedy: 'Look at the object with `kubectl get -o yaml`; check the row under `kinds`.',
  },
  Gone: {
    kind: 'skip',
    says: 'The workload was deleted in the meantime.',
    remedy: 'Nothing to do.',
  },

  // Events that are none of our business.
  NotAnInsert: {
    kind: 'ignored',
    says: 'Only events with `action: INSERT` update anything.',
    remedy: 'Nothing to do.',
  },
  UntaggedPush: {
    kind: 'ignored',
    says: 'The push has no tag: a layer of a multi-platform image, or an untagged upload.',
    remedy: 'Nothing to do; the tag comes with an event of its own.',
  },
  IgnoredTag: {
    kind: 'ignored',
    says: 'The tag is a signature or attestation, or matches `ignoreTags`.',
    remedy: 'Change `ignoreTags` if this tag should count.',
  },
  BuildArtifact: {
    kind: 'ignored',
    says: 'The repository `gcf-artifacts` holds what Cloud Functions builds for itself.',
    remedy: 'Nothing to do.',
  },
  UnknownCluster: {
    kind: 'ignored',
    says: 'The share is for a cluster that no entry of the configuration stands for, or not any more.',
    remedy: 'Nothing to do if it was removed; else name it under `clusters`, and replay the push.',
  },
  ForeignRepository: {
    kind: 'ignored',
    says: 'The topic belongs to another project than the image.',
    remedy: 'Allow the repository under `repositories` if this topic may speak of it.',
  },

  // Events that cannot be understood.
  EmptyBody: {
    kind: 'malformed',
    says: 'The request has no body.',
    remedy: 'Send the registry event as Pub/Sub does; the README shows a curl line.',
    remedyOverHttp: 'Send `{"imageName": "host/path", "tag": "1.2.3", "digest": "sha256:…"}`.',
  },
  NotJson: {
    kind: 'malformed',
    says: 'JSON was expected.',
    remedy: 'Publish the registry event as JSON.',
    remedyOverHttp: 'Send JSON, with the header `content-type: application/json`.',
  },
  NotBase64: {
    kind: 'malformed',
    says: 'The data of the message is not base64.',
    remedy: 'Encode the payload as Pub/Sub does.',
  },
  WrongShape: {
    kind: 'malformed',
    says: 'The JSON does not have the expected shape.',
    remedy: 'Publish `{"action":"INSERT","digest":"…@sha256:…","tag":"…:…"}`.',
    remedyOverHttp: 'Send `{"imageName": "host/path", "tag": "1.2.3", "digest": "sha256:…"}`.',
  },
  UnknownKey: {
    kind: 'malformed',
    says: 'The request has a key that the API does not know.',
    remedy: 'Correct the key, or leave it out; the detail names the nearest known key.',
  },
  TooLarge: {
    kind: 'malformed',
    says: 'The body or the payload is larger than the limit.',
    remedy: 'Publish nothing but the registry event.',
    remedyOverHttp: 'Send less: a call has at most 64 KB, a push of Pub/Sub 1 MB.',
  },
  UnsupportedEncoding: {
    kind: 'malformed',
    says: 'The body has a content encoding that is not supported here.',
    remedy: 'Send it without `content-encoding`; the HTTP API also takes gzip.',
  },
  InvalidReference: {
    kind: 'malformed',
    says: 'The image is not a valid reference.',
    remedy: 'Write `host/path:tag` and `host/path@sha256:<64 hex digits>`.',
    remedyOverHttp:
      'Write `host/path` in `imageName`, the tag in `tag`, `sha256:<64 hex digits>` in `digest`.',
  },
  DifferentRepositories: {
    kind: 'malformed',
    says: 'Tag and digest of the event name different repositories.',
    remedy: 'Publish the tag and the digest of one and the same push.',
  },

  // A dead letter or a share that does not tell enough.
  NoDestination: {
    kind: 'failed',
    says: 'No topic is known that the message could go to without being lost, or believed more than it may be.',
    remedy: 'Look at the message; name another topic with `--to`, or publish it by hand.',
  },
  // At start, before any event.
  NotPublishable: {
    kind: 'failed',
    says: 'Pub/Sub takes no such message.',
    remedy:
      'Send data or attributes, at most 10 MB together: up to 100 attributes, names of 256 bytes, values of 1,024.',
  },
  PushSubscription: {
    kind: 'failed',
    says: 'The subscription pushes to an endpoint: nothing can be pulled from it.',
    remedy: 'Make a subscription of its own that is pulled, on the same topic.',
    command:
      'gcloud pubsub subscriptions create SUBSCRIPTION-pull --project PROJECT --topic TOPIC --ack-deadline 60 --min-retry-delay 10s --max-retry-delay 600s --expiration-period never',
  },
  InvalidConfig: {
    kind: 'failed',
    says: 'The configuration cannot be used.',
    remedy: 'Correct what the detail names, line by line.',
  },

  // One workload, final.
  Refused: {
    kind: 'failed',
    says: 'The API server or an admission webhook refused this change.',
    remedy: 'Read the detail: it is what the server said.',
  },

  // A call over HTTP.
  UnknownCaller: {
    kind: 'failed',
    says: 'The request is not authenticated.',
    remedy:
      'Name the account under `callback.emails` (a pusher: `pushers`) with an audience, or the SHA-256 of a key under `callback.keys`.',
  },
  NotForCaller: {
    kind: 'failed',
    says: 'The caller is not authorized for this repository, cluster or topic.',
    remedy:
      'Use another key, or widen `repositories` and `clusters` under `callback.keys`; a pusher: `topics` under `pushers`.',
  },
  ForeignHost: {
    kind: 'failed',
    says: 'A server on loopback was addressed by a name that is not of this machine.',
    remedy: 'Use `http://localhost:PORT`, or listen on another address with `--host`.',
  },
  IncompleteBody: {
    kind: 'transient',
    says: 'The body of the request did not arrive in full.',
    remedy: 'Send the request again.',
  },
  Overloaded: {
    kind: 'transient',
    says: 'The process handles as many request bodies as its memory allows.',
    remedy: 'Send the request again later; add replicas if this lasts.',
  },

  // It may work later: who we are in a cluster.
  Unauthorized: {
    kind: 'transient',
    says: 'The API server does not accept our token.',
    remedy: 'Check which identity the cluster entry uses, and that its token is valid there.',
  },
  Forbidden: {
    kind: 'transient',
    says: 'The identity lacks a right in this cluster.',
    remedy:
      'Grant what the detail says is lacking; `image-updater clusters` shows all rights, with lines that grant them.',
  },
  ForbiddenByFrontEnd: {
    kind: 'transient',
    says: 'What stands before the API server does not let the identity through (403).',
    remedy:
      'At the DNS endpoint of a GKE cluster grant the role roles/container.clusterViewer; elsewhere look at the proxy on the way.',
    command:
      'gcloud projects add-iam-policy-binding PROJECT --member MEMBER --role roles/container.clusterViewer',
  },
  // A kubeconfig, and what it names.
  NoKubeconfig: {
    kind: 'transient',
    says: 'The kubeconfig cannot be read, or what it says cannot be used.',
    remedy: 'Correct the path `kubeconfig` of the entry, or what the detail names in the file.',
  },
  NoContext: {
    kind: 'transient',
    says: 'The kubeconfig has no such context.',
    remedy: 'Correct `context` of the entry: the detail names the contexts that there are.',
  },
  NoCredentials: {
    kind: 'transient',
    says: 'The kubeconfig gives no credentials that can be used.',
    remedy: 'Correct the user of the kubeconfig, or the file that the detail names.',
  },
  PluginFailed: {
    kind: 'transient',
    says: 'The exec plugin of the kubeconfig failed.',
    remedy: 'Run the command that the detail names by hand, and mend what it says.',
  },
  PluginTimeout: {
    kind: 'transient',
    says: 'The exec plugin of the kubeconfig gave no credentials in time.',
    remedy: 'Run the command that the detail names by hand: it may wait for an answer, or for a network.',
  },
  InvalidPluginOutput: {
    kind: 'transient',
    says: 'The exec plugin of the kubeconfig printed something else than credentials.',
    remedy:
      'Run the command that the detail names by hand: it has to print one ExecCredential and nothing else.',
  },
  // Inside of a cluster.
  NotInCluster: {
    kind: 'transient',
    says: '`inCluster` is set, and this process runs in no pod that has a service account.',
    remedy: 'Run it in a pod with `automountServiceAccountToken: true`, or name the cluster in another way.',
  },
  // Who we are for Google.
  NoGoogleCredentials: {
    kind: 'transient',
    says: 'There are no application default credentials, or they cannot be read.',
    remedy: 'Run as a service account, correct GOOGLE_APPLICATION_CREDENTIALS, or sign in as yourself.',
    command: 'gcloud auth application-default login',
  },
  CredentialsRefused: {
    kind: 'transient',
    says: 'Google does not accept these credentials any more.',
    remedy: 'Sign in anew, or replace the key: it was revoked, or the account is disabled or deleted.',
  },
  TokenServerError: {
    kind: 'transient',
    says: 'The server that gives out tokens failed, or gave no answer.',
    remedy: 'Nothing to do if it passes; else check that the address in the detail can be reached from here.',
  },
  NoImpersonation: {
    kind: 'transient',
    says: 'The identity may not act as the service account of `impersonate`.',
    remedy: 'Let MEMBER make tokens of ACCOUNT.',
    command:
      'gcloud iam service-accounts add-iam-policy-binding ACCOUNT --member MEMBER --role roles/iam.serviceAccountTokenCreator',
  },
  // How Pub/Sub brings messages.
  NoMetadata: {
    kind: 'transient',
    says: 'The subscription unwraps messages and sends neither id nor time.',
    remedy: 'Let SUBSCRIPTION wrap its messages, or have `--push-no-wrapper-write-metadata` too.',
    command:
      'gcloud pubsub subscriptions update SUBSCRIPTION --project PROJECT --clear-push-no-wrapper-config',
  },
  UnnamedTopic: {
    kind: 'transient',
    says: 'The event names no topic, so it is unknown which images it may update.',
    remedy:
      'Push to an address that ends in `/projects/PROJECT/topics/TOPIC`; or set `unnamedTopics: allow`, which lets such events update any repository.',
  },
  NotOurTopic: {
    kind: 'transient',
    says: 'A share came on a topic that the configuration does not name as our own.',
    remedy: 'Set `fanOut` to `projects/PROJECT/topics/TOPIC` until the shares that wait are done.',
  },
  // What Pub/Sub says of a topic or a subscription.
  NoTopic: {
    kind: 'transient',
    says: 'There is no such Pub/Sub topic.',
    remedy: 'Correct its name, or make it.',
    command: 'gcloud pubsub topics create TOPIC --project PROJECT',
  },
  NoSubscription: {
    kind: 'transient',
    says: 'There is no such Pub/Sub subscription.',
    remedy: 'Correct the name of SUBSCRIPTION; the command shows which there are.',
    command: 'gcloud pubsub subscriptions list --project PROJECT',
  },
  ForbiddenToPublish: {
    kind: 'transient',
    says: 'IAM does not let the identity publish to the topic.',
    remedy: 'Let MEMBER publish to TOPIC.',
    command:
      'gcloud pubsub topics add-iam-policy-binding TOPIC --project PROJECT --member MEMBER --role roles/pubsub.publisher',
  },
  ForbiddenToPull: {
    kind: 'transient',
    says: 'IAM does not let the identity pull from the subscription.',
    remedy: 'Let MEMBER pull from SUBSCRIPTION.',
    command:
      'gcloud pubsub subscriptions add-iam-policy-binding SUBSCRIPTION --project PROJECT --member MEMBER --role roles/pubsub.subscriber',
  },
  ForbiddenToLook: {
    kind: 'transient',
    says: 'IAM does not let the identity see of which topic the subscription is.',
    remedy: 'Let MEMBER look at SUBSCRIPTION, or name the topic yourself.',
    command:
      'gcloud pubsub subscriptions add-iam-policy-binding SUBSCRIPTION --project PROJECT --member MEMBER --role roles/pubsub.viewer',
  },
  // What the Container API says of a GKE cluster.
  ApiDisabled: {
    kind: 'transient',
    says: 'The API that is asked is not enabled in the project.',
    remedy: 'Enable SERVICE in the project PROJECT, and wait a few minutes.',
    command: 'gcloud services enable SERVICE --project PROJECT',
  },
  ForbiddenByIam: {
    kind: 'transient',
    says: 'IAM does not let the identity see the GKE clusters of the project.',
    remedy: 'Let MEMBER see the clusters of the project PROJECT.',
    command:
      'gcloud projects add-iam-policy-binding PROJECT --member MEMBER --role roles/container.clusterViewer',
  },
  NoCluster: {
    kind: 'transient',
    says: 'There is no such GKE cluster.',
    remedy: 'Correct `gke` of the entry; the command shows which clusters there are.',
    command: 'gcloud container clusters list --project PROJECT',
  },
  MissingZones: {
    kind: 'transient',
    says: 'The Container API could not see every location: clusters there are missing from its list.',
    remedy: 'Nothing to do if it passes; else see what Google Cloud says of these locations.',
  },
  NotServing: {
    kind: 'transient',
    says: 'The GKE cluster is in no state to serve.',
    remedy: 'Nothing to do if it passes; else look at the conditions of the cluster.',
    command: 'gcloud container clusters describe CLUSTER --location LOCATION --project PROJECT',
  },
  NoEndpoint: {
    kind: 'transient',
    says: 'The GKE cluster has no endpoint of the kind that the entry wants.',
    remedy: 'Change `endpoint` of the entry, or give the cluster a DNS endpoint.',
    command: GIVE_DNS_ENDPOINT,
  },
  InvalidCa: {
    kind: 'transient',
    says: 'The CA certificate of the cluster cannot be read.',
    remedy:
      'In a kubeconfig or a pod, put a certificate in PEM where the detail says; a GKE cluster needs none with `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  // The way to a server.
  NoSuchHost: {
    kind: 'transient',
    says: 'The name of the server cannot be resolved.',
    remedy:
      'Check the address: a private name needs the DNS of its network, and an instance in that network.',
  },
  Unreachable: {
    kind: 'transient',
    says: 'No connection to the server.',
    remedy: 'Check that the address in the detail is right, and that this network leads to it.',
  },
  ConnectTimeout: {
    kind: 'transient',
    says: 'The server took no connection in time, as where a firewall drops packets.',
    remedy:
      'Let our address through (in GKE: authorized networks), or work from the network of the server; a GKE cluster needs neither with `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  ExpiredCertificate: {
    kind: 'transient',
    says: "The server's certificate has ended, or is not valid yet.",
    remedy:
      'Look at the clocks of both sides; renew the certificate of the server, in GKE by a credential rotation.',
  },
  WrongCertificateName: {
    kind: 'transient',
    says: "The server's certificate is for another name than the one we connect to.",
    remedy:
      'Use a name that the certificate has, in a kubeconfig by `tls-server-name`; for a GKE cluster use `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  UntrustedCertificate: {
    kind: 'transient',
    says: "The server's certificate is signed by nobody whom we trust there.",
    remedy:
      'Look for a proxy that opens TLS on the way. In a kubeconfig, give the CA of the server; for a GKE cluster use `endpoint: dns`.',
    command: GIVE_DNS_ENDPOINT,
  },
  UnexpectedAnswer: {
    kind: 'transient',
    says: 'Something answered that is not the API we asked, or not all of it.',
    remedy: 'Check the address in the detail, whether it is `http` or `https`, and proxies on the way.',
  },
  Timeout: {
    kind: 'transient',
    says: 'The server did not answer in time.',
    remedy: 'Nothing to do if it passes; else look at the load of that server.',
  },
  Throttled: {
    kind: 'transient',
    says: 'The server asked us to slow down (429).',
    remedy: 'Nothing to do if it passes.',
  },
  ServerError: {
    kind: 'transient',
    says: 'The server answered with an error of its own (5xx).',
    remedy: 'Nothing to do if it passes; else look at the log of that server.',
  },
  CutStream: {
    kind: 'transient',
    says: 'The list broke off before its end, each time it was begun again.',
    remedy: 'Look at proxies between here and the API server.',
  },
  Interrupted: {
    kind: 'failed',
    says: 'The command was interrupted before this was tried.',
    remedy: 'Run the command again: what is done stays done.',
  },
  Conflict: {
    kind: 'transient',
    says: 'The workload kept changing while it was being patched.',
    remedy: 'Look for another writer of the workload.',
  },
  OutOfTime: {
    kind: 'transient',
    says: 'The time budget was used up before this was done.',
    remedy:
      'Nothing to do if it passes; else find out what is slow: the server in the detail, or the way to it.',
  },
  Unexpected: {
    kind: 'transient',
    says: 'Something happened that the program does not know.',
    remedy: 'Report it with the log line.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

/** A code of the closed list. */
export type Reason = keyof typeof REASONS;

/** The codes of one kind, as a type: what a skip may say is not what a failure may say. */
export type ReasonOf<K extends ReasonKind> = {
  [R in Reason]: (typeof REASONS)[R]['kind'] extends K ? R : never;
}[Reason];

/** Why a container is left as it is: beyond a limit for its own part, though what is beyond it is a failure. */
export type SkipReason = ReasonOf<'skip' | 'limit'>;
export type EventReason = ReasonOf<'ignored' | 'malformed'>;
export type FaultReason = ReasonOf<'malformed' | 'limit' | 'failed' | 'transient'>;

/** Words of remedies and commands in whose place a fault puts what it knows. */
export const TERMS = [
  'PROJECT',
  'LOCATION',
  'CLUSTER',
  'MEMBER',
  'ACCOUNT',
  'SERVICE',
  'TOPIC',
  'SUBSCRIPTION',
  'IMAGE',
  'TIME',
] as const;

const ANY_TERM = new RegExp(`\\b(?:${TERMS.join('|')})\\b`, 'g');

/** What a fault knows: checked names, safe in a shell. What is missing stays a word for the reader to replace. */
export type Terms = Readonly<Partial<Record<(typeof TERMS)[number], string>>> & {
  /** What the command needs in this very case, after all else, such as `--unpinned`. */
  readonly options?: string;
};

/** What a person can do about it, with the names of this very case. */
export function remedyOf(reason: Reason, terms: Terms = {}): string {
  return filled(REASONS[reason].remedy, terms);
}

/**
 * The command, with the names of this very case. Undefined where there is none, or where the fault does not know what
 * it is about, which is its first word: what a GKE cluster needs helps no other.
 */
export function commandOf(reason: Reason, terms: Terms = {}): string | undefined {
  const { command }: ReasonText = REASONS[reason];
  const [subject] = command?.match(ANY_TERM) ?? [];
  const isKnown = subject === undefined || named(subject, terms) !== undefined;
  if (command === undefined || !isKnown) return undefined;
  const { options } = terms;
  return options === undefined ? filled(command, terms) : `${filled(command, terms)} ${options}`;
}

function filled(text: string, terms: Terms): string {
  return text.replaceAll(ANY_TERM, (word) => named(word, terms) ?? word);
}

function named(word: string, terms: Terms): string | undefined {
  return Object.entries(terms).find(([term]) => term === word)?.[1];
}
