/**
 * The end of an instance. On SIGTERM the framework answers the latest request 500 and exits at once; here what is in flight
 * is finished. Cloud Run kills the process 10 s after the signal
 * (https://cloud.google.com/run/docs/container-contract#instance-shutdown).
 */
import { CALL_END_MS } from '../../pipeline/end-limits.ts';
import { drainServer, type DrainLimits, type DrainedServer } from '../drain-server.ts';
import type { InFlight } from '../in-flight.ts';

/** Together half a second less than the platform gives: its log is flushed then. */
export const FUNCTION_LIMITS: DrainLimits = { work: 4_000, aborted: CALL_END_MS + 500 };

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/** Takes the place of the framework's handlers once the server listens. A second signal ends the process at once. */
export function drainOnSignals(server: DrainedServer, inFlight: InFlight): void {
  const drain = async (): Promise<void> => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await drainServer(server, inFlight, FUNCTION_LIMITS);
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
