/** Several processes that handle deliveries at the same time. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { UPDATER, type ControlPlane } from '../../../support/control-plane/control-plane.ts';
import { isAnswer, type Answered, type Delivered } from './instance-messages.ts';

export interface Instances {
  /** Sends a delivery to one of them, and gives its answer. Rejects where that process has ended. */
  deliver(instance: number, body: string): Promise<Answered>;
  stop(): Promise<void>;
}

/** Processes that work on one namespace as {@link UPDATER}. */
export function startInstances(count: number, controlPlane: ControlPlane, namespace: string): Instances {
  const environment = {
    ...process.env,
    RACE_SERVER: controlPlane.url,
    RACE_CA: controlPlane.ca,
    RACE_TOKEN: controlPlane.tokens[UPDATER],
    RACE_NAMESPACE: namespace,
  };
  const script = path.join(import.meta.dirname, 'instance-script.ts');
  const instances = Array.from({ length: count }, () => new Instance(fork(script, { env: environment })));
  return {
    deliver: (instance, body) => {
      const chosen = instances[instance];
      if (chosen === undefined) throw new Error(`there is no instance ${instance}`);
      return chosen.deliver(body);
    },
    stop: async () => {
      await Promise.all(instances.map((instance) => instance.stop()));
    },
  };
}

class Instance {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, PromiseWithResolvers<Answered>>();
  #sent = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message: unknown) => {
      if (!isAnswer(message)) return;
      this.#open.get(message.number)?.resolve(message);
      this.#open.delete(message.number);
    });
    child.once('exit', () => {
      for (const { reject } of this.#open.values()) reject(new Error('the process ended before it answered'));
    });
  }

  deliver(body: string): Promise<Answered> {
    const answer = Promise.withResolvers<Answered>();
    this.#sent += 1;
    this.#open.set(this.#sent, answer);
    this.#child.send({ number: this.#sent, body } satisfies Delivered);
    return answer.promise;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
