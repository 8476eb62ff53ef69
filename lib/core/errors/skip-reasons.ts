/** Why a container is skipped: the policy, the owner of the workload, the order of pushes, or a limit. */
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
    message: 'Another object controls the workload and would restore the old image.',
    remedy: 'Add the kind of the controlling object under `kinds`, so that it is updated instead.',
  },
  Held: {
    kind: 'skip',
    message: 'The workload has the label `image-updater/hold`.',
    remedy: 'Remove the label, or run the command `release`, to allow updates again.',
  },
  GitOpsOwned: {
    kind: 'skip',
    message: 'A GitOps tool owns the workload and would revert the change. The detail names the tool.',
    remedy:
      'Change the image in git, or set an `image-updater/policy` annotation other than `never` on the workload.',
  },
  ExcludedNamespace: {
    kind: 'skip',
    message: 'The configuration excludes this namespace.',
    remedy: 'To include it, add the namespace under `namespaces.include` of the cluster.',
  },
  // Which policy (Decide 2).
  NotOptedIn: {
    kind: 'skip',
    message: '`optIn` is set, and the workload has no policy annotation.',
    remedy: 'Set an `image-updater/policy` annotation on the workload.',
  },
  InvalidPolicy: {
    kind: 'skip',
    message: 'The policy annotation cannot be parsed. No other policy is used instead.',
    remedy: 'Correct the annotation. The detail says what is expected.',
  },
  NoSuchContainer: {
    kind: 'skip',
    message:
      'A policy annotation names a container that the workload does not have. The annotation has no effect.',
    remedy: 'Correct the name before `.image-updater/policy`, or remove the annotation.',
  },
  TooManyPolicies: {
    kind: 'skip',
    message:
      'Annotations in the namespace or the cluster contain more different policies than one push evaluates.',
    remedy:
      'Use fewer different policies in annotations, or replace them by rules of the configuration. Another push may skip other containers.',
  },
  // The policy's answer (Decide 3).
  Never: {
    kind: 'skip',
    message: 'The policy is `never`.',
    remedy: 'Change the policy if this container should follow pushes.',
  },
  OtherTag: {
    kind: 'skip',
    message: 'The policy `same-tag` follows only pushes of the running tag.',
    remedy: 'Use a policy that follows other tags, such as `semver:^1` or `glob:main-*`.',
  },
  NoTag: {
    kind: 'skip',
    message:
      'The image of the container has no tag, and its policy compares the pushed tag with the running one.',
    remedy: 'Set the image with a tag, or use a policy `any`, `glob:` or `semver:`.',
  },
  NoMatch: {
    kind: 'skip',
    message: 'The pushed tag does not match the pattern of the policy.',
    remedy: 'Nothing to do if this container should not follow the tag. Else widen the pattern.',
  },
  OtherTrack: {
    kind: 'skip',
    message: 'The pushed tag belongs to another track than the running tag.',
    remedy: 'Nothing to do: a tag replaces only tags of its own track.',
  },
  OtherVariant: {
    kind: 'skip',
    message:
      'The running tag is a variant or prerelease, or does not match the pattern, or the pushed tag is another variant.',
    remedy: 'Set the image to a tag that the policy covers, or change the policy.',
  },
  NotAVersion: {
    kind: 'skip',
    message: 'The policy compares versions, and one of the tags is not a version `x.y.z`.',
    remedy: 'Push version tags, or use a `pattern:` policy for tags of another form.',
  },
  NotComparable: {
    kind: 'skip',
    message:
      'A group of the pattern matched a text that it cannot order, such as a `number…` group with letters.',
    remedy:
      'Correct the expression. A group `number…` has to match digits such as `\\d+`, a group `semver…` a version, a group `text…` any text.',
  },
  OutOfRange: {
    kind: 'skip',
    message: 'The pushed version is outside the range of the policy.',
    remedy: 'Widen the range if the container should follow this version.',
  },
  BeyondStep: {
    kind: 'skip',
    message: 'The step to the pushed version is larger than `major`, `minor` or `patch` allows.',
    remedy: 'Change the policy, or set the new version manually once.',
  },
  NotHigher: {
    kind: 'skip',
    message: 'The pushed version is not higher than the running version.',
    remedy: 'Nothing to do. To roll back, use `kubectl rollout undo`.',
  },
  // Digest and order (Decide 4 and 5).
  AlreadyCurrent: {
    kind: 'skip',
    message: 'The container already runs this content.',
    remedy: 'Nothing to do.',
  },
  NotNewer: {
    kind: 'skip',
    message: 'The push is not newer than the last push that this container applied, found or rolled back.',
    remedy: 'Nothing to do if a newer image runs. To apply this image anyway, push it again or run `apply`.',
  },
  Behind: {
    kind: 'skip',
    message:
      'In the registry the tag points to a digest that is older than the one that runs. Reconcile does not go back.',
    remedy:
      'If the older image is correct, run `apply` with its digest. Else push the newer image again under this tag.',
  },
  AppliedInFuture: {
    kind: 'skip',
    message: 'The applied label of this container has a time in the future. Until then it follows no push.',
    remedy:
      'Correct the clock of the machine that wrote the label; the update record names the user. Remove the label `<container>.image-updater/applied`, then push again.',
  },
  InvalidMark: {
    kind: 'skip',
    message: 'The label `<container>.image-updater/applied` does not have the form `<milliseconds>.<count>`.',
    remedy: 'Remove the label. The next push writes it again.',
  },
  // May it now? (Gates)
  NoTick: {
    kind: 'skip',
    message:
      'A gate of the container does not let the push be applied now. The detail names each gate, and when they open.',
    remedy:
      'Nothing to do where a scheduled `reconcile` finds the push later. Else run it after the gates opened, or `replay --published-at` with the time of the push.',
  },
  InvalidGate: {
    kind: 'skip',
    message:
      'The annotation `image-updater/minimum-age` cannot be parsed. No push is applied until it is corrected.',
    remedy: 'Write a duration such as `72h` or `3d`, or remove the annotation.',
  },
  // What can be written (Decide 6).
  NoDigest: {
    kind: 'skip',
    message:
      'The push has no digest, but the image of the container has one, or `pin: digest` requires one for the same tag.',
    remedy:
      'Send the digest with the push. To write another tag without a digest, use `--unpinned`, or `unpinned` in the HTTP API.',
  },
  PinnedByHand: {
    kind: 'skip',
    message:
      'A person pinned this digest: no update record contains it. The default policy does not replace it.',
    remedy:
      'To follow pushes, set a policy annotation on the workload, add a rule, or remove the digest from the image.',
  },
  NotRestartable: {
    kind: 'skip',
    message:
      'With `pin: tag` the image text would not change, and the object has no pod template that could be restarted.',
    remedy: 'Restart the workload manually, or use `pin: digest`, so that each push changes the image text.',
  },
  // Objects that change as a whole.
  NotTogether: {
    kind: 'skip',
    message:
      'Another image of the repository in this object is skipped, and this kind updates all its images or none.',
    remedy:
      'Read the reason of the image that the detail names. To update each image on its own, set `together: false` for the kind under `kinds`.',
  },
  // The limit (Decide 7).
  TooMany: {
    kind: 'limit',
    message:
      'The push would change more workloads of a namespace or cluster than `limits` allows. None of them is changed.',
    remedy: 'If the push is correct, replay it with `--ignore-limit`, or raise the limit and replay it.',
    command: {
      text: 'npm run image-updater -- replay {IMAGE} --published-at {TIME} --ignore-limit --to {TOPIC}',
      needs: ['IMAGE', 'TIME', 'TOPIC'],
    },
  },
  // Reconcile.
  NextRun: {
    kind: 'skip',
    message: 'The reconcile run reached `limits.reconcileUpdates`. The next run continues.',
    remedy: 'Wait for the next run, or run `reconcile` again. Raise the limit if this happens often.',
  },
  // Invalid objects. They do not affect other objects.
  InvalidImage: {
    kind: 'skip',
    message: 'The image of the container contains the name of this repository, but is not a valid reference.',
    remedy: 'Correct the image of the container.',
  },
  InvalidObject: {
    kind: 'skip',
    message:
      'The object that the API server returned is not a valid workload of this kind, or exceeds a size limit.',
    remedy: 'Inspect the object with `kubectl get -o yaml`. Check the entry under `kinds`.',
  },
  Gone: {
    kind: 'skip',
    message: 'The workload was deleted during the evaluation.',
    remedy: 'Nothing to do.',
  },
} as const satisfies ReasonList;
