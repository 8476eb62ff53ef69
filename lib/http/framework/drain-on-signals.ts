/**
 * The shutdown of an instance. On SIGTERM the framework answers the latest request with 500 and exits at once; this module
 * finishes requests in flight. Cloud Run kills the process 10 s after the signal
 * (https://cloud.google.com/run/docs/container-contract#instance-shutdown).
 */
import { CALL_END_MS } from '../../pipeline/end-limits.ts';
import { drainServer, type DrainLimits, type DrainedServer } from '../drain-server.ts';
import type { InFlight } from '../in-flight.ts';

/** In total half a second less than the limit of the platform, so that the log is flushed. */
export const FUNCTION_LIMITS: DrainLimits = { work: 4_000, aborted: CALL_END_MS + 500 };

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/** Replaces the framework's handlers after the server listens. A second signal ends the process at once. */
export function drainOnSignals(server: DrainedServer, inFlight: InFlight): void {
  const drain = async (): Promise<void> => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await drainServer(server, inFlight, FUNCTION_LIMITS);
    process.exit();
  };
  const onSignal = (): void => void drain();
  // The framework installs its handlers at the same event.
  server.once('listening', () =>
    setImmediate(() => {
      for (const signal of SIGNALS) process.removeAllListeners(signal).on(signal, onSignal);
    }),
  );
}
