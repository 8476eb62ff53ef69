/** A request to reconcile: `{"task":"reconcile"}` on the topic of the configuration, which carries nothing else. */
import { UpdaterError } from '../errors/updater-error.ts';
import { isSameTopic } from '../names/topic.ts';
import type { Settings } from '../settings.ts';
import { isObject, parseJson } from '../text/json.ts';
import { describeValue } from '../text/printable.ts';
import type { Delivery } from './delivery.ts';

/** The payload. Keys that are added later are tolerated. */
export const RECONCILE_REQUEST = '{"task":"reconcile"}';

/**
 * Whether the delivery asks to reconcile. Throws an UpdaterError `WrongShape` for anything else on that topic: a registry
 * event there would be trusted with the right to start a run only.
 */
export function isReconcileRequest(
  { topic, data }: Pick<Delivery, 'topic' | 'data'>,
  { reconcileTopic }: Pick<Settings, 'reconcileTopic'>,
): boolean {
  if (topic === undefined || reconcileTopic === undefined || !isSameTopic(topic, reconcileTopic))
    return false;
  const request = parseJson(data);
  if (isObject(request) && request['task'] === 'reconcile') return true;
  throw new UpdaterError(
    'WrongShape',
    `expected ${RECONCILE_REQUEST} on the topic for reconcile, got ${describeValue(request ?? data)}`,
  );
}
