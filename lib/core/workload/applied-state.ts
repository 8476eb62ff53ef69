/**
 * What we leave on a workload, per container, and how we tell whether somebody changed it since.
 *
 * - The mark is a **label**, `<container>.image-updater/applied: "<ms>.<n>"`: the highest publishedAt applied or
 *   found there, and how many times we have written. Why a label: lib/decisions/applied-label.md.
 * - The record is an **annotation**, `image-updater/updates`, JSON by container: the history a person reads.
 */
import { isObject, objectOr, parseJson } from '../text/json.ts';
import { appliedLabelKey, RECORD_ANNOTATION, type Workload } from './workload.ts';

export interface AppliedLabel {
  /** The label's value. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly count: number;
}

/** One container's entry in the record. Times are milliseconds since the epoch. */
export interface UpdateRecord {
  /** The image before our last update. */
  readonly from: string;
  /** The image that the updater wrote, or found to be the pushed digest already. */
  readonly to: string;
  /** publishedAt of the push that runs. */
  readonly at: number;
  /** The mark as it was written together with this entry. */
  readonly mark: string;
  /** Pushes up to this time no longer count: they were rolled back. */
  readonly floor: number;
  /** Id of the push. */
  readonly push: string;
  /** Digest of the push: under `pin: tag` the image does not tell. */
  readonly digest?: string;
  /** Who brought the push: the topic or the caller; {@link FOUND} where nothing was written but the record. */
  readonly by: string;
}

/** Mark and entry as one write leaves them. */
export interface AppliedState {
  readonly mark: string;
  /** What the push had to be newer than by time: the label's before, or what stood for it. */
  readonly before: number;
  readonly entry: UpdateRecord;
  /** Who told of the push over HTTP. */
  readonly caller?: string;
}

/**
 * What stands on a workload about one container.
 * - `unmarked`: we have never written here; an entry is only there if it is of the image that runs ({@link recordsImage}).
 * - `followed`: what runs is what the updater wrote last, or found to be the pushed digest already.
 * - `moved`: somebody or something changed the container, or put an old record back, since then.
 * - `unreadable`: there is a mark, and it is not one of ours.
 */
export type ContainerState =
  | { readonly status: 'unmarked'; readonly entry?: UpdateRecord }
  | { readonly status: 'followed'; readonly mark: AppliedLabel; readonly entry: UpdateRecord }
  | { readonly status: 'drifted'; readonly mark: AppliedLabel }
  | { readonly status: 'unreadable'; readonly label: string };

/** In an entry of a push whose digest ran already (GATES.md 10). No caller has this name. */
export const FOUND = 'found';

const MARK = /^(\d{1,15})\.(\d{1,9})$/;

/** Reads a mark; undefined for any other text. */
export function parseAppliedLabel(text: string): AppliedLabel | undefined {
  const [, time, count] = MARK.exec(text) ?? [];
  return time === undefined ? undefined : { text, time: Number(time), count: Number(count) };
}

/** The record of all containers; what cannot be read is not there. */
export function parseUpdateRecords(workload: Workload): ReadonlyMap<string, UpdateRecord> {
  const entries = Object.entries(objectOr(parseJson(workload.annotations[RECORD_ANNOTATION] ?? '')));
  return new Map(
    entries.flatMap(([container, value]) =>
      isUpdateRecord(value) ? [[container, withKnownFields(value)] as const] : [],
    ),
  );
}

/** The record with these entries written; those of containers that the workload no longer has are dropped. */
export function formatUpdateRecords(
  workload: Workload,
  written: readonly (readonly [container: string, entry: UpdateRecord])[],
  record: ReadonlyMap<string, UpdateRecord> = parseUpdateRecords(workload),
): string {
  const names = new Set(workload.containers.map(({ name }) => name));
  const kept = [...record].filter(([name]) => names.has(name));
  return JSON.stringify(Object.fromEntries([...kept, ...written]));
}

/** The state of a container that runs `image`. The record is parsed once for all containers where it is given. */
export function readContainerState(
  workload: Workload,
  container: string,
  image: string,
  record: ReadonlyMap<string, UpdateRecord> = parseUpdateRecords(workload),
): ContainerState {
  const label = workload.labels[appliedLabelKey(container)];
  const entry = record.get(container);
  const isRecorded = entry !== undefined && recordsImage(entry, image);
  if (label === undefined) return isRecorded ? { status: 'unmarked', entry } : { status: 'unmarked' };
  const mark = parseAppliedLabel(label);
  if (mark === undefined) return { status: 'unreadable', label };
  return isRecorded && entry.mark === mark.text
    ? { status: 'followed', mark, entry }
    : { status: 'drifted', mark };
}

/**
 * Whether an entry is of the image that runs: the text that was written, or that text with the entry's own digest behind it,
 * as an admission webhook adds it to a plain tag.
 */
export function recordsImage({ to, digest }: UpdateRecord, image: string): boolean {
  if (image === to) return true;
  if (digest === undefined || !image.endsWith(`@${digest}`)) return false;
  const tagged = image.slice(0, -digest.length - 1);
  return tagged === to || (tagged === `${to}:latest` && isUntagged(to));
}

// A colon before the last slash belongs to a port.
function isUntagged(image: string): boolean {
  return !image.includes(':', image.lastIndexOf('/') + 1);
}

function isUpdateRecord(value: unknown): value is UpdateRecord {
  if (!isObject(value)) return false;
  const { from, to, at, mark, floor, push, digest, by } = value;
  return (
    [from, to, mark, push, by].every((text) => typeof text === 'string') &&
    [at, floor].every(isTime) &&
    (digest === undefined || typeof digest === 'string')
  );
}

// As a mark tells times: at most 15 digits, which a date can hold.
function isTime(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 1e15;
}

// What else stands there is not carried along: a person's JSON may nest deeper than can be written again.
function withKnownFields({ from, to, at, mark, floor, push, digest, by }: UpdateRecord): UpdateRecord {
  return { from, to, at, mark, floor, push, ...(digest === undefined ? {} : { digest }), by };
}
