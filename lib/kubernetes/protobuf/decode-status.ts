/**
 * The `Status` of an error response to a request for protobuf:
 * `"k8s\0"  Unknown { typeMeta { kind = 2 } = 1, raw = 2 }`, and in `raw` the message of metav1.Status.
 */
import type { JsonObject } from '../../core/text/json.ts';
import { decodeMessage, type MessageType } from './decode-message.ts';
import { wireFields } from './wire.ts';

const MAGIC = 'k8s\0';

const TYPE_META: MessageType = { 2: { name: 'kind', type: 'string' } };
const STATUS: MessageType = {
  3: { name: 'message', type: 'string' },
  4: { name: 'reason', type: 'string' },
};

/** The status in the form of JSON, without code and details; undefined for other bytes. */
export function statusFromProtobuf(bytes: Buffer): JsonObject | undefined {
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  try {
    const fields = [...wireFields(bytes.subarray(MAGIC.length))];
    const [typeMeta, raw] = [1, 2].map((number) => fields.find((field) => field.number === number)?.bytes);
    if (typeMeta === undefined || raw === undefined) return undefined;
    return { ...decodeMessage(typeMeta, TYPE_META), ...decodeMessage(raw, STATUS) };
  } catch {
    return undefined;
  }
}
