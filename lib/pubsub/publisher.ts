/** Publishing by Google's library: loaded when the first message is published, for its import costs more than a scan. */
import type { Environment } from '../core/environment.ts';
import { Fault } from '../core/fault.ts';
import type { Publish } from '../core/message.ts';

export interface Publisher {
  readonly publish: Publish;
  /** Lets connections go; what is being published is waited for. */
  readonly close: () => Promise<void>;
}

/** Nothing is loaded or sent before the first message. `PUBSUB_EMULATOR_HOST` is heeded as by all of Google's tools. */
export function openPublisher(_environment: Environment): Publisher {
  return {
    publish: (_topic, messages) =>
      Promise.resolve(messages.map(() => ({ fault: new Fault('Unexpected', 'not built yet') }))),
    close: () => Promise.resolve(),
  };
}
