/** Why an event is malformed, or not relevant. */
import type { ReasonList } from './reason-text.ts';

export const EVENT_REASONS = {
  // Valid, not relevant.
  NotAnInsert: {
    kind: 'ignored',
    message: 'The event is not a push: only `action: INSERT` updates workloads.',
    remedy: 'Nothing to do.',
  },
  DeletedDigestRuns: {
    kind: 'ignored',
    message:
      'A digest was deleted from the registry, but containers still run it. New pods may fail to pull it.',
    remedy:
      'Push the image again, or update the workloads, which the log entry names, to another version. Exclude running images from cleanup policies.',
  },
  UntaggedPush: {
    kind: 'ignored',
    message: 'The push has no tag: a layer of a multi-platform image, or an untagged upload.',
    remedy: 'Nothing to do: the tag has an event of its own.',
  },
  IgnoredTag: {
    kind: 'ignored',
    message: 'The tag matches `ignoreTags`, or belongs to an artifact of an image, such as a signature.',
    remedy: 'Change `ignoreTags` to follow this tag. Tags `sha256-<digest>` are always ignored.',
  },
  BuildArtifact: {
    kind: 'ignored',
    message: 'The repository `gcf-artifacts` contains build artifacts of Cloud Functions.',
    remedy: 'Nothing to do.',
  },
  UnknownCluster: {
    kind: 'ignored',
    message: 'The configuration does not contain the cluster of this cluster task.',
    remedy: 'Nothing to do if the cluster was removed. Else add it under `clusters`, and replay the push.',
  },
  TaskElsewhere: {
    kind: 'ignored',
    message: 'The message is a task of the updater, on a topic that the configuration does not name for it.',
    remedy: 'Publish `{"task":"reconcile"}` on the topic of `reconcile` in the configuration.',
  },
  ForeignRepository: {
    kind: 'ignored',
    message: 'The topic belongs to another project than the image.',
    remedy: 'If this topic may trigger updates of the repository, add the repository under `repositories`.',
  },
  // Malformed.
  EmptyBody: {
    kind: 'malformed',
    message: 'The request has no body.',
    remedy: 'Send the registry event in the form in which Pub/Sub sends it. The README has a curl command.',
    remedyOverHttp: 'Send `{"imageName": "host/path", "tag": "1.2.3", "digest": "sha256:…"}`.',
  },
  NotJson: {
    kind: 'malformed',
    message: 'The body or the payload is not JSON.',
    remedy: 'Publish the registry event as JSON.',
    remedyOverHttp: 'Send JSON, with the header `content-type: application/json`.',
  },
  NotBase64: {
    kind: 'malformed',
    message: 'The data of the message is not base64.',
    remedy: 'Encode the payload as base64.',
  },
  WrongShape: {
    kind: 'malformed',
    message: 'The JSON does not have the expected shape.',
    remedy: 'Publish `{"action":"INSERT","digest":"…@sha256:…","tag":"…:…"}`.',
    remedyOverHttp: 'Send `{"imageName": "host/path", "tag": "1.2.3", "digest": "sha256:…"}`.',
  },
  UnknownKey: {
    kind: 'malformed',
    message: 'The request contains an unknown key.',
    remedy: 'Correct or remove the key. The detail names the nearest known key.',
  },
  TooLarge: {
    kind: 'malformed',
    message: 'The body or the payload is larger than the limit.',
    remedy: 'Publish only the registry event.',
    remedyOverHttp: 'Send a smaller body: at most 64 KB for the API, 1 MB for a push of Pub/Sub.',
  },
  UnsupportedEncoding: {
    kind: 'malformed',
    message: 'The content encoding of the body is not supported.',
    remedy: 'Send the body without `content-encoding`. The HTTP API also accepts gzip.',
  },
  InvalidReference: {
    kind: 'malformed',
    message: 'The image is not a valid reference.',
    remedy: 'Use the forms `host/path:tag` and `host/path@sha256:<64 hex digits>`.',
    remedyOverHttp:
      'Send `host/path` as `imageName`, the tag as `tag`, and `sha256:<64 hex digits>` as `digest`.',
  },
  DifferentRepositories: {
    kind: 'malformed',
    message: 'The tag and the digest of the event belong to different repositories.',
    remedy: 'Publish the tag and the digest of the same push.',
  },
} as const satisfies ReasonList;
