// A message transform of Pub/Sub: what `imagePushed` would ignore does not wake it. Null drops a message.
// Whatever cannot be read is let through, so that the function reports it.
// https://cloud.google.com/pubsub/docs/smts/udfs-overview

/**
 * @param {{ data: string }} message
 */
function dropIrrelevant(message) {
  /** @type {unknown} */
  let event;
  try {
    event = JSON.parse(message.data);
  } catch {
    return message;
  }
  if (event === null || typeof event !== 'object') return message;
  const isDeleted = 'action' in event && event.action === 'DELETE';
  const isInserted = 'action' in event && event.action === 'INSERT';
  const hasDigestAlone = !('tag' in event) && 'digest' in event && typeof event.digest === 'string';
  return isDeleted || (isInserted && hasDigestAlone) ? null : message;
}
