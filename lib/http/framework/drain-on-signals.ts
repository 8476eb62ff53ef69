/**
 * The end of an instance. On SIGTERM the framework answers the latest request 500 and exits at once; here what is in flight
 * is finished. Cloud Run kills the process 10 s after the signal
 * (https://cloud.google.com/run/docs/container-contract#instance-shutdown).
 */
import { drainServer, type DrainLimits, type DrainedServer } from '../drain-server.ts';
import type { InFlight } from '../in-flight.ts';

const LIMITS: DrainLimits = { work: 5_000, aborted: 3_500 };

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/** Takes the place of the framework's handlers once the server listens. A second signal ends the process at once. */
export function drainOnSignals(server: DrainedServer, inFlight: InFlight): void {
  const drain = async (): Promise<void> => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await drainServer(server, inFlight, LIMITS);
    process.exit();
  };
  const onSignal = (): void => void drain();
  // The framework sets its own when it is told of the same.
  server.once('listening', () =>
    setImmediate(() => {
      for (const signal of SIGNALS) process.removeAllListeners(signal).on(signal, onSignal);
    }),
  );
}
