/**
 * The state that the updater stores on a workload, for each container, and how it detects later changes by others.
 *
 * - The mark is a **label**, `<container>.image-updater/applied: "<ms>.<n>"`: the highest publishedAt applied or
 *   found there, and the number of writes by the updater. Why a label: lib/decisions/applied-label.md.
 * - The record is an **annotation**, `image-updater/updates`, JSON by container: the history for people.
 */
import { isObject, objectOr, parseJson } from '../text/json.ts';
import { appliedLabelKey, RECORD_ANNOTATION, type Workload } from './workload.ts';

export interface AppliedLabel {
  /** The value of the label. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly count: number;
}

/** The entry of a container in the record. Times are milliseconds since the epoch. */
export interface UpdateRecord {
  /** The image before the last update by the updater. */
  readonly from: string;
  /** The image that the updater wrote, or that was the pushed digest already. */
  readonly to: string;
  /** publishedAt of the running push. */
  readonly at: number;
  /** The mark that was written with this entry. */
  readonly mark: string;
  /** Pushes up to this time are ignored: they were rolled back. */
  readonly floor: number;
  /** Id of the push. */
  readonly push: string;
  /** Digest of the push, which the image does not contain with `pin: tag`. */
  readonly digest?: string;
  /** The source of the push: the topic or the caller; {@link FOUND} if only the record was written. */
  readonly by: string;
}

/** Mark and entry after a write. */
export interface AppliedState {
  readonly mark: string;
  /** The time that the push had to be newer than: that of the previous label, or its substitute. */
  readonly before: number;
  readonly entry: UpdateRecord;
  /** The caller of the HTTP API. */
  readonly caller?: string;
}

/**
 * The stored state of a container.
 * - `unmarked`: the updater has not written here; an entry exists only for the running image ({@link recordsImage}).
 * - `followed`: the updater wrote the running image, or it was the pushed digest already.
 * - `moved`: the container was changed since then, or an old record was restored.
 * - `unreadable`: there is a mark with another form.
 */
export type ContainerState =
  | { readonly status: 'unmarked'; readonly entry?: UpdateRecord }
  | { readonly status: 'followed'; readonly mark: AppliedLabel; readonly entry: UpdateRecord }
  | { readonly status: 'drifted'; readonly mark: AppliedLabel }
  | { readonly status: 'unreadable'; readonly label: string };

/** The source in an entry of a push whose digest ran already. No caller may have this name. */
export const FOUND = 'found';

const MARK = /^(\d{1,15})\.(\d{1,9})$/;

/** Parses a mark; undefined for any other text. */
export function parseAppliedLabel(text: string): AppliedLabel | undefined {
  const [, time, count] = MARK.exec(text) ?? [];
  return time === undefined ? undefined : { text, time: Number(time), count: Number(count) };
}

/** The record of all containers, without unreadable parts. */
export function parseUpdateRecords(workload: Workload): ReadonlyMap<string, UpdateRecord> {
  const entries = Object.entries(objectOr(parseJson(workload.annotations[RECORD_ANNOTATION] ?? '')));
  return new Map(
    entries.flatMap(([container, value]) =>
      isUpdateRecord(value) ? [[container, withKnownFields(value)] as const] : [],
    ),
  );
}

/** The record with these entries; entries of containers that no longer exist are removed. */
export function formatUpdateRecords(
  workload: Workload,
  written: readonly (readonly [container: string, entry: UpdateRecord])[],
  record: ReadonlyMap<string, UpdateRecord> = parseUpdateRecords(workload),
): string {
  const names = new Set(workload.containers.map(({ name }) => name));
  const kept = [...record].filter(([name]) => names.has(name));
  return JSON.stringify(Object.fromEntries([...kept, ...written]));
}

/** The state of a container that runs `image`. `record` avoids parsing the record for each container. */
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
 * Whether an entry is about the running image: the written text, or that text with the digest of the entry, which an
 * admission webhook may add to a plain tag.
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

// The same times as in a mark: at most 15 digits, which a date can represent.
function isTime(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 1e15;
}

// Unknown keys are not kept: JSON of a person may be nested deeper than can be written.
function withKnownFields({ from, to, at, mark, floor, push, digest, by }: UpdateRecord): UpdateRecord {
  return { from, to, at, mark, floor, push, ...(digest === undefined ? {} : { digest }), by };
}
