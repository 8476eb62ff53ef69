/**
 * The emulator gives up on a push subscription after a few dozen failed deliveries: it delivers nothing any more, and
 * makes no dead letter of it. It begins anew when it is told where to push to, if only to the same address.
 */
import { isObject } from '../../../../lib/core/text/json.ts';
import type { Rest } from '../rest.ts';

/** Tells it so for every push subscription of some projects. */
export async function pushAgain(rest: Rest, projects: readonly string[]): Promise<void> {
  for (const project of projects) {
    const { body } = await rest.send('GET', `projects/${project}/subscriptions?pageSize=100`);
    const subscriptions: readonly unknown[] = Array.isArray(body['subscriptions'])
      ? body['subscriptions']
      : [];
    for (const each of subscriptions.filter(isObject)) {
      const { name, pushConfig } = each;
      if (typeof name !== 'string' || !isObject(pushConfig) || pushConfig['pushEndpoint'] === undefined)
        continue;
      await rest.send('POST', `${name}:modifyPushConfig`, { pushConfig });
    }
  }
}
