/** What leaves a container as it is: the policy, the owner of the workload, the order of pushes, or a limit. */
import type { ReasonList } from './reason-text.ts';

export const SKIP_REASONS = {
  // The workload as a whole (Decide 1).
  BeingDeleted: {
    kind: 'skip',
    message: 'The workload is being deleted.',
    remedy: 'Nothing to do.',
  },
  Owned: {
    kind: 'skip',
    message: 'Another object controls the workload and would put the old image back.',
    remedy: 'Let the controlling object be updated: add its kind under `kinds`.',
  },
  Held: {
    kind: 'skip',
    message: 'The workload carries the label `image-updater/hold`.',
    remedy: 'Remove the label to let updates through again.',
  },
  GitOpsOwned: {
    kind: 'skip',
    message: 'A GitOps tool, which the detail names, owns the workload and would revert the change.',
    remedy:
      'Change the image in git, or put an `image-updater/policy` annotation other than `never` on the workload.',
  },
  ExcludedNamespace: {
    kind: 'skip',
    message: 'The configuration leaves this namespace out.',
    remedy: 'Name the namespace under `namespaces.include` of the cluster.',
  },
  // Which policy (Decide 2).
  NotOptedIn: {
    kind: 'skip',
    message: '`optIn` is on and the workload carries no policy annotation.',
    remedy: 'Put an `image-updater/policy` annotation on the workload.',
  },
  InvalidPolicy: {
    kind: 'skip',
    message: 'The policy annotation cannot be read; no other policy takes its place.',
    remedy: 'Correct the annotation; the detail says what is expected.',
  },
  NoSuchContainer: {
    kind: 'skip',
    message: 'A policy annotation names a container that the workload does not have: it counts for none.',
    remedy: 'Correct the name before `.image-updater/policy`, or remove the annotation.',
  },
  TooManyPolicies: {
    kind: 'skip',
    message:
      'Annotations of the namespace or the cluster name more different policies than one push evaluates.',
    remedy:
      'Use fewer different policies in annotations, or write them as rules of the configuration. Which are left out may change from push to push.',
  },
  // The policy's answer (Decide 3).
  Never: {
    kind: 'skip',
    message: 'The policy is `never`.',
    remedy: 'Change the policy if this container should follow pushes.',
  },
  OtherTag: {
    kind: 'skip',
    message: 'Under `same-tag` only a push of the tag that runs counts.',
    remedy: 'Choose a policy that moves between tags, such as `semver:^1` or `glob:main-*`.',
  },
  NoTag: {
    kind: 'skip',
    message: 'The container names no tag, and its policy compares with the current one.',
    remedy: 'Write the image with a tag, or use `any`, `glob:` or `semver:`.',
  },
  NoMatch: {
    kind: 'skip',
    message: 'The pushed tag does not match the pattern of the policy.',
    remedy: 'Nothing to do if the tag belongs to another line; else widen the pattern.',
  },
  OtherTrack: {
    kind: 'skip',
    message: 'The pushed tag belongs to another track than the current one.',
    remedy: 'Nothing to do: only tags of the same track replace each other.',
  },
  OtherVariant: {
    kind: 'skip',
    message:
      'The current tag is a variant or prerelease, or does not match the pattern; or the pushed one is another variant.',
    remedy: 'Set the image to a tag that the policy covers, or change the policy.',
  },
  NotAVersion: {
    kind: 'skip',
    message: 'The policy compares versions and one of the tags is not a version `x.y.z`.',
    remedy: 'Push version tags, or use a `pattern:` policy for tags of another form.',
  },
  NotComparable: {
    kind: 'skip',
    message: 'A group of the pattern holds what it cannot order: `number…` something else than digits.',
    remedy:
      'Correct the expression: `number…` takes digits such as `\\d+`, `semver…` a version, `text…` everything.',
  },
  OutOfRange: {
    kind: 'skip',
    message: 'The pushed version is not in the range of the policy.',
    remedy: 'Widen the range if this version should be followed.',
  },
  BeyondStep: {
    kind: 'skip',
    message: 'The pushed version is further away than `major`, `minor` or `patch` allows.',
    remedy: 'Change the policy, or set the new version by hand once.',
  },
  NotHigher: {
    kind: 'skip',
    message: 'The pushed version is not higher than the one that runs.',
    remedy: 'Nothing to do; to go back, use `kubectl rollout undo`.',
  },
  // Digest and order (Decide 4 and 5).
  AlreadyCurrent: {
    kind: 'skip',
    message: 'The container already runs this content.',
    remedy: 'Nothing to do.',
  },
  NotNewer: {
    kind: 'skip',
    message: 'The push is not newer than what was applied, seen or rolled back here.',
    remedy: 'Push again.',
  },
  AppliedInFuture: {
    kind: 'skip',
    message: 'What was applied here has a time in the future: until then no push counts.',
    remedy:
      'Set the clock of whoever applied it: the record names him. Then remove the label `<container>.image-updater/applied`, and push again.',
  },
  InvalidMark: {
    kind: 'skip',
    message: 'The label `<container>.image-updater/applied` is not of the form `<milliseconds>.<count>`.',
    remedy: 'Remove the label; the next push writes it again.',
  },
  // What can be written (Decide 6).
  NoDigest: {
    kind: 'skip',
    message:
      'The push carries no digest, and the image of the container carries one, or keeps its tag and is to get one.',
    remedy:
      'Send the digest along. To write another tag without a digest, say so: `--unpinned`, over HTTP `unpinned`.',
  },
  PinnedByHand: {
    kind: 'skip',
    message: 'A person pinned this digest, which no record names; the default policy does not move it.',
    remedy:
      'To have it followed, put a policy annotation on the workload, write a rule, or take the digest from the image.',
  },
  NotRestartable: {
    kind: 'skip',
    message: '`pin: tag` keeps the text of the image, and it is in no pod template that could be restarted.',
    remedy: 'Restart what runs the image, or use `pin: digest`, so that each push changes the text.',
  },
  // Objects that change as a whole.
  NotTogether: {
    kind: 'skip',
    message:
      'Another image of the repository in this object is left as it is, and they change together or not at all.',
    remedy:
      'Look at the reason of the image that the detail names. To let each change alone, put `together: false` in the row under `kinds`.',
  },
  // The limit (Decide 7).
  TooMany: {
    kind: 'limit',
    message:
      'The push would change more workloads of a namespace or cluster than `limits` allows: none is changed.',
    remedy:
      'If the push is meant for so many, replay it with `--ignore-limit`, or raise the limit and replay it.',
    command: {
      text: 'npm run image-updater -- replay {IMAGE} --published-at {TIME} --ignore-limit --to {TOPIC}',
      needs: ['IMAGE', 'TIME', 'TOPIC'],
    },
  },
  // Invalid objects: contained, never in the way of others.
  InvalidImage: {
    kind: 'skip',
    message: 'The container names this repository in an image that is no valid reference.',
    remedy: 'Correct the image of the container.',
  },
  InvalidObject: {
    kind: 'skip',
    message:
      'What the API server listed is not a workload of this kind, or has more in it than any workload needs.',
    remedy: 'Look at the object with `kubectl get -o yaml`; check the row under `kinds`.',
  },
  Gone: {
    kind: 'skip',
    message: 'The workload was deleted in the meantime.',
    remedy: 'Nothing to do.',
  },
} as const satisfies ReasonList;
