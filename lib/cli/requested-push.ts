/** The push of `plan` and `apply`: an image as if it were pushed now, or an event in a file; and the clusters it applies to. */
import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { openClusters } from '../clusters/open-clusters.ts';
import type { Config } from '../config/config.ts';
import { decodePush } from '../core/event/decode-push.ts';
import { readRequest } from '../core/event/read-delivery.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import { parseImage } from '../core/names/image-reference.ts';
import { CLOCK_SKEW_MS, type Push } from '../core/event/push.ts';
import { findProject } from '../core/names/repository.ts';
import { REASONS } from '../core/errors/reason.ts';
import type { Report } from '../core/report/report.ts';
import { printable } from '../core/text/printable.ts';
import { shellWord } from '../core/text/shell-word.ts';
import { imageEvent } from '../replay/image-event.ts';
import { eventDeadline, updateClusters } from '../pipeline/update-clusters.ts';
import { lookUpDigest } from '../pipeline/look-up-digest.ts';
import type { UpdateContext } from '../pipeline/context.ts';
import { commandResolver } from './registry-digest.ts';
import { requireConfig } from './config-source.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { errorText } from './error-text.ts';
import type { CliContext } from './cli-context.ts';

export interface PushOptions {
  readonly image?: string | undefined;
  /** A path, or `-`. */
  readonly event?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly ignoreLimit?: boolean;
  /** Without a digest, also update containers whose image has a digest. */
  readonly unpinned?: boolean;
}

/** The push, and the context that evaluates it: in this process, in observe mode. */
export interface RequestedPush {
  readonly push: Push;
  readonly config: Config;
  readonly updateContext: UpdateContext;
}

/** The requested push; or an exit code, after printing the reason. */
export async function readRequestedPush(
  options: PushOptions,
  context: CliContext,
): Promise<RequestedPush | { readonly code: ExitCode }> {
  const { note, environment, user, timeLimits, signal } = context;
  const config = requireConfig(options.config, context);
  if (config === undefined) return { code: EXIT.misuse };
  if ((options.image === undefined) === (options.event === undefined)) {
    const received = options.image === undefined ? 'neither' : 'both';
    note(`expected IMAGE or --event, got ${received}\n(add --help for usage)\n`);
    return { code: EXIT.misuse };
  }
  try {
    const delivery = readRequest(await toDeliveryRequest(options, signal), {
      ...config.settings,
      trusted: 'all',
    });
    const decoded = decodePush(delivery, config.settings);
    if ('reason' in decoded) {
      note(`${decoded.reason}: ${REASONS[decoded.reason].message} (${decoded.detail})\n`);
      return { code: EXIT.failed };
    }
    if (!isUnpinnedAllowed(decoded.push, options, note)) return { code: EXIT.misuse };
    const pushed = await withRegistryDigest(
      { ...decoded.push, ...(options.unpinned === true && { unpinned: true }) },
      config,
      context,
    );
    signal.throwIfAborted();
    const settings = { ...config.settings, mode: 'observe' } as const;
    const sources = openClusters(config.clusters, { environment });
    return {
      push: {
        ...pushed,
        caller: user,
        ignoreLimit: options.ignoreLimit === true,
      },
      config,
      updateContext: { settings, sources, maxClockSkewMs: CLOCK_SKEW_MS, ...(timeLimits && { timeLimits }) },
    };
  } catch (thrown) {
    if (signal.aborted) {
      note('Interrupted. Nothing was changed.\n');
      return { code: EXIT.interrupted };
    }
    note(errorText(toUpdaterError(thrown)));
    return { code: EXIT.misuse };
  }
}

/** Whether `--unpinned` fits the push: a given digest would be written in spite of it. */
function isUnpinnedAllowed(
  { digest }: Push,
  { unpinned = false }: PushOptions,
  note: CliContext['note'],
): boolean {
  if (digest === undefined || !unpinned) return true;
  note(`expected --unpinned without a digest, got ${printable(digest)}\n(add --help for usage)\n`);
  return false;
}

/** The push with the digest that its tag has now. Prints the digest; or why it is unknown, and how to get one. */
async function withRegistryDigest(
  push: Push,
  { registries }: Config,
  { environment, signal, note, resolveDigest }: CliContext,
): Promise<Push> {
  if (push.digest !== undefined) return push;
  const resolve = resolveDigest ?? (await commandResolver(environment, registries));
  const { push: found, lookUpFault } = await lookUpDigest(push, resolve, { signal });
  if (signal.aborted) return push;
  if (lookUpFault !== undefined) note(errorText(lookUpFault));
  note(found.digest === undefined ? noDigestText(push) : `The registry names ${found.digest}.\n`);
  return found;
}

function noDigestText({ repository, tag, unpinned = false }: Push): string {
  const image = `${printable(repository)}:${printable(tag)}`;
  const who = unpinned
    ? 'a container whose image has a digest loses it.'
    : 'a container whose image has a digest is skipped (NoDigest), unless --unpinned is given.';
  const command =
    findProject(repository) === undefined
      ? `docker buildx imagetools inspect ${shellWord(image)} --format '{{.Manifest.Digest}}'`
      : `gcloud artifacts docker images describe ${shellWord(image)} --format 'value(image_summary.digest)'`;
  return `No digest given: ${who}\nPass it as ${image}@sha256:…. This command prints it:\n  ${command}\n`;
}

async function toDeliveryRequest({ image, event = '-' }: PushOptions, signal: AbortSignal) {
  const body =
    image === undefined ? await read(event, signal) : new TextEncoder().encode(imageToEvent(image));
  return { path: '/', headers: { 'content-type': 'application/json' }, body, receivedAt: Date.now() };
}

async function read(file: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const input = file === '-' ? process.stdin : createReadStream(file);
    return await buffer(addAbortSignal(signal, input));
  } catch (error) {
    throw new UpdaterError('EmptyBody', `${printable(file)} cannot be read: ${thirdPartyMessage(error)}`);
  }
}

/** An image without tag and digest means `latest`, as for Kubernetes. */
function imageToEvent(image: string): string {
  const parsed = parseImage(image);
  const isBare = 'image' in parsed && parsed.image.tag === undefined && parsed.image.digest === undefined;
  return imageEvent(isBare ? `${image}:latest` : image);
}

/** Evaluates the push for every container that runs the image, and changes nothing. Shows progress by entry. */
export async function planPush(
  { push, updateContext }: Pick<RequestedPush, 'push' | 'updateContext'>,
  { signal, openProgress }: CliContext,
): Promise<Report> {
  const progress = openProgress('clusters');
  const total = updateContext.sources.length;
  let done = 0;
  const onEntry = (): void => progress.show({ done: (done += 1), total });
  try {
    const watched = { ...updateContext, watch: { examples: Infinity, stop: signal, onEntry } };
    return await updateClusters(push, watched, eventDeadline(watched, signal));
  } finally {
    progress.close();
  }
}
