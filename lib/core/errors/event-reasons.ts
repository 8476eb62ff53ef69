/** What is wrong with an event, or why it is not relevant. */
import type { ReasonList } from './reason-text.ts';

export const EVENT_REASONS = {
  // Valid, not relevant.
  NotAnInsert: {
    kind: 'ignored',
    message: 'Only events with `action: INSERT` update anything.',
    remedy: 'Nothing to do.',
  },
  DeletedDigestRuns: {
    kind: 'ignored',
    message:
      'A digest was deleted from the registry, and containers run it: their next pods may not find it.',
    remedy:
      'Push the image again, or move the workloads to another version; the entry names who runs it. Let cleanup policies keep what runs.',
  },
  UntaggedPush: {
    kind: 'ignored',
    message: 'The push has no tag: a layer of a multi-platform image, or an untagged upload.',
    remedy: 'Nothing to do; the tag comes with an event of its own.',
  },
  IgnoredTag: {
    kind: 'ignored',
    message: 'The tag is of what belongs to an image, such as a signature, or matches `ignoreTags`.',
    remedy: 'Change `ignoreTags` if this tag should count; tags `sha256-<digest>` never do.',
  },
  BuildArtifact: {
    kind: 'ignored',
    message: 'The repository `gcf-artifacts` holds what Cloud Functions builds for itself.',
    remedy: 'Nothing to do.',
  },
  UnknownCluster: {
    kind: 'ignored',
    message: 'The cluster task is for a cluster that the configuration does not name, or no longer names.',
    remedy: 'Nothing to do if it was removed; else name it under `clusters`, and replay the push.',
  },
  ForeignRepository: {
    kind: 'ignored',
    message: 'The topic belongs to another project than the image.',
    remedy: 'Allow the repository under `repositories` if this topic may trigger updates of it.',
  },
  // Malformed.
  EmptyBody: {
    kind: 'malformed',
    message: 'The request has no body.',
    remedy: 'Send the registry event as Pub/Sub does; the README shows a curl line.',
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
    remedy: 'Encode the payload as Pub/Sub does.',
  },
  WrongShape: {
    kind: 'malformed',
    message: 'The JSON does not have the expected shape.',
    remedy: 'Publish `{"action":"INSERT","digest":"…@sha256:…","tag":"…:…"}`.',
    remedyOverHttp: 'Send `{"imageName": "host/path", "tag": "1.2.3", "digest": "sha256:…"}`.',
  },
  UnknownKey: {
    kind: 'malformed',
    message: 'The request has a key that the API does not know.',
    remedy: 'Correct the key, or leave it out; the detail names the nearest known key.',
  },
  TooLarge: {
    kind: 'malformed',
    message: 'The body or the payload is larger than the limit.',
    remedy: 'Publish nothing but the registry event.',
    remedyOverHttp: 'Send less: a call has at most 64 KB, a push of Pub/Sub 1 MB.',
  },
  UnsupportedEncoding: {
    kind: 'malformed',
    message: 'The body has a content encoding that is not supported here.',
    remedy: 'Send it without `content-encoding`; the HTTP API also takes gzip.',
  },
  InvalidReference: {
    kind: 'malformed',
    message: 'The image is not a valid reference.',
    remedy: 'Write `host/path:tag` and `host/path@sha256:<64 hex digits>`.',
    remedyOverHttp:
      'Write `host/path` in `imageName`, the tag in `tag`, `sha256:<64 hex digits>` in `digest`.',
  },
  DifferentRepositories: {
    kind: 'malformed',
    message: 'Tag and digest of the event name different repositories.',
    remedy: 'Publish the tag and the digest of one and the same push.',
  },
} as const satisfies ReasonList;
